#include "reconciler/desired/phalanx/files.h"

#include "reconciler/desired/values_files.h"
#include "reconciler/text/yaml.h"

#include <algorithm>
#include <iterator>
#include <utility>

namespace pgberth::phalanx {

Files::Files(Tree& tree, const std::string& folder) : tree_(tree), folder_(folder) {
  while (folder_.ends_with('/') && folder_.size() > 1) folder_.pop_back();
}

std::string Files::below(const std::string& path) const {
  return folder_.empty() ? path : folder_ + "/" + path;
}

Files::File& Files::load(const std::string& path) {
  const auto [found, added] = files_.try_emplace(path);
  File& file = found->second;
  if (!added) return file;
  const YamlLimits limits;
  const Result<std::string> text = tree_.read(below(path), limits.bytes);
  if (text) {
    YamlText yaml = read_yaml(*text, below(path), limits);
    file.findings = std::move(yaml.findings);
    file.broken = !yaml.root || has_error(file.findings);
    if (!file.broken) file.root = std::move(yaml.root);
  } else if (text.error().code == Code::FileMissing) {
    file.missing = true;
  } else {
    Error error = text.error();
    if (!error.where.known()) error.where = whole(path);
    file.findings.push_back(finding_of(error));
    file.broken = true;
  }
  return file;
}

ValuePtr Files::read(const std::string& path, const ClaimId* user) {
  File& file = load(path);
  if (user != nullptr) file.users.insert(*user);
  return file.root;
}

std::set<std::string> Files::folders_with(const std::string& folder,
                                          const std::set<std::string>& names) {
  const std::string root = below(folder) + "/";
  std::set<std::string> folders;
  const auto paths = tree_.files(below(folder));
  if (!paths) {
    if (paths.error().code != Code::FileMissing) findings_.push_back(finding_of(paths.error()));
    return folders;
  }
  std::ranges::move(not_followed(below(folder), tree_), std::back_inserter(findings_));
  for (const std::string& path : *paths) {
    if (!path.starts_with(root)) continue;
    const std::size_t slash = path.find('/', root.size());
    if (slash != std::string::npos && names.contains(path.substr(slash + 1)))
      folders.insert(path.substr(root.size(), slash - root.size()));
  }
  return folders;
}

Findings Files::findings() const {
  Findings all = findings_;
  for (const auto& [path, file] : files_)
    for (Finding finding : file.findings) {
      finding.claims.insert(file.users.begin(), file.users.end());
      all.push_back(std::move(finding));
    }
  return all;
}

}  // namespace pgberth::phalanx
