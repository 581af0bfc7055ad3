#include "reconciler/desired/toolchain/toolchain.h"

#include <algorithm>
#include <array>

namespace pgberth::toolchain {
namespace {

constexpr std::array<std::string_view, 3> kServiceWords{"ecr_repo_base", "service_name",
                                                        "toolchain_product_name"};

/// Whether it is a service's values.yaml that lists databases.
bool looks_alike(const YamlOutline& file) {
  const auto has = [&](std::string_view key) {
    return std::ranges::find(file.keys, key) != file.keys.end();
  };
  return (file.path == "values.yaml" || file.path.ends_with("/values.yaml")) && has("dbs") &&
         std::ranges::any_of(kServiceWords, has);
}

std::string folder_of(const std::string& path) {
  const std::size_t slash = path.rfind('/');
  return slash == std::string::npos ? "" : path.substr(0, slash);
}

/// The deepest folder that both are in.
std::string common(std::string one, const std::string& other) {
  while (!one.empty() && other != one && !other.starts_with(one + "/")) one = folder_of(one);
  return one;
}

}  // namespace

std::vector<FoundFolder> folders(const std::vector<YamlOutline>& files) {
  const YamlOutline* first = nullptr;
  std::string folder;
  for (const YamlOutline& file : files) {
    if (!looks_alike(file)) continue;
    folder = first == nullptr ? folder_of(file.path) : common(folder, folder_of(file.path));
    if (first == nullptr) first = &file;
  }
  if (first == nullptr) return {};
  return {
      {.settings = {.name = EnvironmentName{"toolchain"}, .dialect = "toolchain", .folder = folder},
       .at = {.file = first->path},
       .assumed = {"namespaces and the options of the environment are the operator's to say"}}};
}

}  // namespace pgberth::toolchain
