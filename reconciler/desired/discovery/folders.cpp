#include "reconciler/desired/discovery/folders.h"

#include "reconciler/desired/discovery/paths.h"

#include <algorithm>
#include <iterator>
#include <map>
#include <optional>
#include <set>
#include <utility>

namespace pgberth::discovery {
namespace {

constexpr std::string_view kName = "{name}";

/// A pattern with its placeholder, which may stand in one of its segments.
class Placed {
 public:
  explicit Placed(const std::string& pattern) : segments_(segments_of(pattern)) {
    for (std::size_t i = 0; i < segments_.size(); ++i) {
      const std::size_t at = segments_[i].find(kName);
      if (at == std::string::npos) continue;
      place_ = i;
      before_ = at;
      after_ = segments_[i].size() - at - kName.size();
      segments_[i].replace(at, kName.size(), "*");
      break;
    }
    for (const std::string& segment : segments_) {
      deep_ = deep_ || segment == "**";
      plain_ += (plain_.empty() ? "" : "/") + segment;
    }
  }

  /// What `path` is called by the pattern: "" where it has no placeholder; nothing where it does
  /// not fit. Behind `**` segments are counted from the end.
  std::optional<std::string> name_of(const std::string& path) const {
    if (!fits_path(plain_, path, true)) return std::nullopt;
    if (!place_) return "";
    const std::vector<std::string> given = segments_of(path);
    const std::size_t at = deep_ ? given.size() - (segments_.size() - *place_) : *place_;
    if (at >= given.size() || given[at].size() < before_ + after_) return std::nullopt;
    return given[at].substr(before_, given[at].size() - before_ - after_);
  }

 private:
  std::vector<std::string> segments_;
  std::string plain_{};
  std::optional<std::size_t> place_{};
  std::size_t before_ = 0;
  std::size_t after_ = 0;
  bool deep_ = false;
};

FoundEnvironment proposed(FoundFolder folder, Findings& findings) {
  for (std::string& clause : folder.assumed)
    findings.push_back({.code = Code::Assumed,
                        .what = "\"" + folder.settings.name.str() + "\": " + std::move(clause),
                        .where = folder.at,
                        .hint = "Say it in the settings if it is otherwise."});
  return {.settings = std::move(folder.settings),
          .at = std::move(folder.at),
          .cluster = std::move(folder.cluster)};
}

using Files = std::vector<const YamlOutline*>;

/// The folder's own name, or that of the one above a folder called "values".
std::string own_name(std::string folder) {
  if (last_of(folder) == "values") folder = folder_of(folder);
  return folder.empty() ? "values" : last_of(folder);
}

class Patterns {
 public:
  Patterns(const std::vector<YamlOutline>& files, Findings& findings)
      : files_(files), findings_(findings) {}

  void add(const FolderPattern& pattern) {
    const Placed placed(pattern.pattern);
    const bool folders = pattern.pattern.ends_with('/');
    std::map<std::string, std::pair<std::string, Files>> groups;  // By path: name and files.
    for (const YamlOutline& file : files_) {
      const std::string path = folders ? folder_of(file.path) : file.path;
      const auto name = placed.name_of(path);
      if (!name) continue;
      auto& [called, own] = groups[path];
      called = name->empty() ? own_name(folder_of(file.path)) : *name;
      const bool first = last_of(file.path) == "values.yaml";
      own.insert(first ? own.begin() : own.end(), &file);
    }
    if (groups.empty())
      findings_.push_back({.code = Code::FileMissing,
                           .what = "no file fits \"" + pattern.pattern + "\"",
                           .hint = "Correct the pattern."});
    for (const auto& [path, group] : groups) add(pattern, group.first, group.second);
  }

  std::vector<FoundEnvironment> found() && { return std::move(found_); }

 private:
  void add(const FolderPattern& pattern, const std::string& name, const Files& files) {
    FoundFolder folder{.settings = {.name = EnvironmentName{name}, .dialect = pattern.dialect},
                       .at = {.file = files.front()->path}};
    if (pattern.dialect.empty()) {
      std::vector<YamlOutline> own;
      for (const YamlOutline* file : files) own.push_back(*file);
      std::ranges::sort(own, {}, &YamlOutline::path);
      const std::vector<FoundFolder> recognised = found_folders(own);
      if (recognised.size() != 1) {
        findings_.push_back({.code = Code::NotEvaluated,
                             .what = "no dialect recognises the files of \"" + name + "\"",
                             .where = folder.at,
                             .hint = "Name the dialect beside the pattern."});
        return;
      }
      folder.settings.dialect = recognised.front().settings.dialect;
    }
    for (const YamlOutline* file : files) folder.settings.files.push_back(file->path);
    folder.settings.release = name;
    folder.settings.namespaces = {name};
    folder.assumed = {"no manifest tells release and namespace, the name is taken"};
    found_.push_back(proposed(std::move(folder), findings_));
  }

  const std::vector<YamlOutline>& files_;
  Findings& findings_;
  std::vector<FoundEnvironment> found_{};
};

}  // namespace

std::vector<FoundEnvironment> environments_of_folders(const std::vector<YamlOutline>& files,
                                                      const DiscoveryOptions& options,
                                                      const std::vector<FoundEnvironment>& known,
                                                      Findings& findings) {
  Patterns patterns(files, findings);
  for (const FolderPattern& pattern : options.folders) patterns.add(pattern);
  std::vector<FoundEnvironment> all = std::move(patterns).found();
  if (!options.usual_folders) return all;
  std::set<std::string> taken;
  const auto take = [&](const std::vector<FoundEnvironment>& environments) {
    for (const FoundEnvironment& one : environments)
      taken.insert(one.settings.files.begin(), one.settings.files.end());
  };
  take(known);
  take(all);
  for (FoundFolder& folder : found_folders(files)) {
    const bool ours = std::ranges::any_of(
        folder.settings.files, [&](const std::string& file) { return taken.contains(file); });
    if (!ours) all.push_back(proposed(std::move(folder), findings));
  }
  return all;
}

}  // namespace pgberth::discovery
