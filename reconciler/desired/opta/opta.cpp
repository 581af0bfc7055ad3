#include "reconciler/desired/opta/opta.h"

#include "reconciler/desired/opta/collector.h"
#include "reconciler/desired/values_files.h"
#include "reconciler/text/yaml.h"

#include <algorithm>
#include <iterator>
#include <utility>

namespace pgberth::opta {
namespace {

constexpr std::size_t kMostFiles = 1000;

void append(Findings& all, Findings more) {
  std::ranges::move(more, std::back_inserter(all));
}

/// The files that the operator lists, else every YAML file of the folder.
std::vector<std::string> files_of(const EnvironmentSettings& settings, Tree& tree,
                                  Findings& findings) {
  std::vector<std::string> files = settings.files;
  if (files.empty()) {
    auto found = tree.files(settings.folder);
    if (!found) {
      findings.push_back(finding_of(found.error()));
      return {};
    }
    append(findings, not_followed(settings.folder, tree));
    std::ranges::copy_if(*found, std::back_inserter(files), [](const std::string& path) {
      return path.ends_with(".yaml") || path.ends_with(".yml");
    });
  }
  if (files.size() > kMostFiles) {
    findings.push_back(
        {.code = Code::YamlLimit,
         .what = "more than " + std::to_string(kMostFiles) + " files are asked for"});
    return {};
  }
  if (files.empty())
    findings.push_back({.code = Code::FileMissing,
                        .what = "the environment has no file",
                        .where = {.file = settings.folder},
                        .hint = "Name its Opta files, or the folder that they are in."});
  return files;
}

ValuePtr read_file(const std::string& file, Tree& tree, Findings& findings) {
  const YamlLimits limits;
  const auto text = tree.read(file, limits.bytes);
  if (!text) {
    Error error = text.error();
    if (!error.where.known()) error.where = {.file = file};
    findings.push_back(finding_of(error));
    return nullptr;
  }
  YamlText read = read_yaml(*text, file, limits);
  append(findings, std::move(read.findings));
  return read.root;
}

}  // namespace

Desired read(const EnvironmentSettings& settings, Tree& tree) {
  Findings findings;
  const Options options = options_of(settings.options, findings);
  std::vector<Layer> layers;
  for (const std::string& file : files_of(settings, tree, findings)) {
    const ValuePtr root = read_file(file, tree, findings);
    if (!root) continue;
    if (auto layer = layer_of(file, root, findings)) layers.push_back(*std::move(layer));
  }
  settle(layers, options, settings.name, findings);
  Collector collector(settings, options);
  for (const Layer& layer : layers) collector.add(layer);
  return std::move(collector).finish(std::move(findings));
}

}  // namespace pgberth::opta
