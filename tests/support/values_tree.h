#pragma once

#include "reconciler/desired/environment.h"
#include "reconciler/model/tree.h"

#include <filesystem>
#include <map>
#include <string>

namespace pgberth::testing {

/// Files in memory; all of them are listed, hidden ones too.
class MemoryTree final : public Tree {
 public:
  explicit MemoryTree(std::map<std::string, std::string> files) : files_(std::move(files)) {}
  Result<std::string> read(const std::string& path, std::size_t limit) override;
  Result<std::vector<std::string>> files(const std::string& folder) override;
  Result<std::vector<Error>> not_followed(const std::string& folder) override;

  std::vector<std::string> modules{};  ///< Paths of submodules.

 private:
  std::map<std::string, std::string> files_;
};

/// Files below a folder.
class FolderTree final : public Tree {
 public:
  explicit FolderTree(std::filesystem::path root) : root_(std::move(root)) {}
  Result<std::string> read(const std::string& path, std::size_t limit) override;
  Result<std::vector<std::string>> files(const std::string& folder) override;

 private:
  std::filesystem::path root_;
};

/// The whole of `path`; fails the test when it cannot be read.
std::string slurp(const std::filesystem::path& path);

/// What one values file, `values.yaml`, asks for as release `gen3` in namespace `ns1`.
Desired desired_of(const std::string& yaml);
Desired desired_of(const std::string& yaml, const EnvironmentSettings& settings);

/// Settings of environment `env`: dialect gen3, one file `values.yaml`, release gen3, ns1.
EnvironmentSettings one_file();

/// The claim of `service` in environment `env`; fails the test when there is none.
const Claim& claim_of(const Desired& desired, const std::string& service);

/// The constant that the credential holds, or "-" when it is no constant.
std::string constant(const Claim& claim, Field field);

/// "W205 values.yaml:3:5" of each finding, in their order.
std::vector<std::string> briefly(const Findings& findings);

/// Whether a finding of `code` stands at "values.yaml:3:5".
bool has_finding(const Desired& desired, Code code, const std::string& where);
std::size_t count(const Desired& desired, Code code);

}  // namespace pgberth::testing
