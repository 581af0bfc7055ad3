#include "reconciler/desired/values_files.h"

#include "reconciler/desired/helm_merge.h"
#include "reconciler/text/yaml.h"

#include <algorithm>
#include <iterator>
#include <utility>

namespace pgberth {
namespace {

constexpr std::size_t kMaxFiles = 1000;

YamlText read_file(const std::string& file, Tree& tree) {
  const YamlLimits limits;
  const Result<std::string> text = tree.read(file, limits.bytes);
  if (text) return read_yaml(*text, file, limits);
  Error error = text.error();
  if (!error.where.known()) error.where = {.file = file};
  return {.findings = {finding_of(error)}};
}

}  // namespace

MergedValues read_values(const std::vector<std::string>& files, Tree& tree,
                         const std::vector<Overlay>& overlays) {
  MergedValues merged;
  if (files.size() > kMaxFiles) {
    merged.findings.push_back(
        {.code = Code::YamlLimit,
         .what = "more than " + std::to_string(kMaxFiles) + " values files are asked for"});
    return merged;
  }
  ValuePtr values = std::make_shared<const Value>(Value{.kind = Kind::Mapping});
  for (const std::string& file : files) {
    YamlText read = read_file(file, tree);
    std::ranges::move(read.findings, std::back_inserter(merged.findings));
    if (read.root) values = merge_files(values, read.root);
  }
  for (const Overlay& overlay : overlays) {
    auto laid = with_overlay(values, overlay);
    if (laid)
      values = *std::move(laid);
    else
      merged.findings.push_back(finding_of(laid.error()));
  }
  if (!has_error(merged.findings)) merged.values = std::move(values);
  return merged;
}

Findings not_followed(const std::string& folder, Tree& tree) {
  const auto errors = tree.not_followed(folder);
  if (!errors) return {finding_of(errors.error())};
  Findings findings;
  std::ranges::transform(*errors, std::back_inserter(findings),
                         [](const Error& error) { return finding_of(error); });
  return findings;
}

}  // namespace pgberth
