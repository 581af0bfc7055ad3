#include "tests/support/values_tree.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <iterator>
#include <stdexcept>

namespace pgberth::testing {

Result<std::string> MemoryTree::read(const std::string& path, std::size_t limit) {
  const auto file = files_.find(path);
  if (file == files_.end())
    return Error{.code = Code::FileMissing, .what = "file \"" + path + "\" is not there"};
  if (file->second.size() > limit)
    return Error{.code = Code::FileTooLarge, .what = "file \"" + path + "\" is too large"};
  return file->second;
}

Result<std::string> FolderTree::read(const std::string& path, std::size_t limit) {
  std::error_code failed;
  const auto size = std::filesystem::file_size(root_ / path, failed);
  if (failed) return Error{.code = Code::FileMissing, .what = "file \"" + path + "\" is not there"};
  if (size > limit)
    return Error{.code = Code::FileTooLarge, .what = "file \"" + path + "\" is too large"};
  return slurp(root_ / path);
}

Result<std::vector<std::string>> MemoryTree::files(const std::string& folder) {
  std::vector<std::string> paths;
  for (const auto& [path, text] : files_)
    if (folder.empty() || path.starts_with(folder + "/")) paths.push_back(path);
  return paths;
}

Result<std::vector<Error>> MemoryTree::not_followed(const std::string& folder) {
  std::vector<Error> errors;
  for (const std::string& path : modules)
    if (folder.empty() || path.starts_with(folder + "/"))
      errors.push_back({.code = Code::NoRegularFile,
                        .what = "\"" + path + "\" is a submodule",
                        .where = {.file = path},
                        .hint = "Put the file itself there."});
  return errors;
}

Result<std::vector<std::string>> FolderTree::files(const std::string& folder) {
  std::vector<std::string> paths;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(root_ / folder))
    if (entry.is_regular_file())
      paths.push_back(entry.path().lexically_relative(root_).generic_string());
  std::ranges::sort(paths);
  return paths;
}

std::string slurp(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  EXPECT_TRUE(file) << path;
  return {std::istreambuf_iterator<char>(file), {}};
}

EnvironmentSettings one_file() {
  return {.name = EnvironmentName{"env"},
          .dialect = "gen3",
          .files = {"values.yaml"},
          .release = "gen3",
          .namespaces = {"ns1"}};
}

Desired desired_of(const std::string& yaml) {
  return desired_of(yaml, one_file());
}

Desired desired_of(const std::string& yaml, const EnvironmentSettings& settings) {
  MemoryTree tree({{"values.yaml", yaml}});
  return read_environment(settings, tree);
}

const Claim& claim_of(const Desired& desired, const std::string& service) {
  for (const auto& [id, claim] : desired.claims.claims)
    if (claim.services.contains(ServiceName{service})) return claim;
  throw std::runtime_error("no claim of " + service);
}

std::string constant(const Claim& claim, Field field) {
  const Text* text = text_of(claim.credential, field);
  return text == nullptr ? "-" : text->text;
}

std::vector<std::string> briefly(const Findings& findings) {
  std::vector<std::string> lines;
  for (const Finding& finding : findings)
    lines.push_back(to_string(finding.code) + " " + to_string(finding.where));
  return lines;
}

bool has_finding(const Desired& desired, Code code, const std::string& where) {
  return std::ranges::any_of(desired.findings, [&](const Finding& finding) {
    return finding.code == code && to_string(finding.where) == where;
  });
}

std::size_t count(const Desired& desired, Code code) {
  return static_cast<std::size_t>(std::ranges::count(desired.findings, code, &Finding::code));
}

}  // namespace pgberth::testing
