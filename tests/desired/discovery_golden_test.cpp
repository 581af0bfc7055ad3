// Each folder of discovery/ holds a tree, the URLs of its repository in `urls` where they are
// known, and what is discovered, in expected.txt. UPDATE_GOLDEN=1 writes the answers anew (and then
// proves nothing).

#include "reconciler/desired/discovery/discovery.h"

#include <gtest/gtest.h>

#include "tests/support/golden.h"
#include "tests/support/values_tree.h"
#include <algorithm>
#include <filesystem>
#include <sstream>

namespace pgberth::testing {
namespace {

namespace fs = std::filesystem;

void show(const ValuePtr& value, const std::string& path, std::string& text) {
  if (value->is_mapping() || value->kind == Kind::Sequence) {
    std::size_t place = 0;
    for (const Member& member : value->children)
      show(member.value,
           value->is_mapping() ? path + "." + member.key
                               : path + "[" + std::to_string(place++) + "]",
           text);
    return;
  }
  text += "    " + path + " = " + std::string(to_string(value->kind)) + " \"" + value->text +
          "\" at " + to_string(value->at) + "\n";
}

std::string shown(const Overlay& overlay) {
  std::string path;
  for (const ValueStep& step : overlay.at)
    path += std::holds_alternative<std::string>(step)
                ? "." + std::get<std::string>(step)
                : "[" + std::to_string(std::get<std::size_t>(step)) + "]";
  std::string text = "  over the files at \"" + path + "\":\n";
  show(overlay.value, path, text);
  return text;
}

std::string shown(const FoundEnvironment& one) {
  const EnvironmentSettings& settings = one.settings;
  std::string text = settings.name.str() + ": " + settings.dialect +
                     (one.whole ? "" : ", not whole") + ", found at " + to_string(one.at) + "\n" +
                     "  release " + settings.release + ", namespace " + settings.name_space() +
                     ", cluster " + one.cluster + ", project " + one.project + ", chart " +
                     settings.chart_version + "\n";
  if (!settings.folder.empty()) text += "  folder " + settings.folder + "\n";
  for (const std::string& file : settings.files) text += "  " + file + "\n";
  for (const Overlay& overlay : settings.overlays) text += shown(overlay);
  if (settings.sync) text += "  synced, " + to_string(settings.sync->at) + "\n";
  if (settings.sync)
    for (const SecretSync::Kept& kept : settings.sync->kept)
      text += "    keeps " + kept.name_space + "/" + kept.name + " " + kept.key + "\n";
  return text;
}

std::string shown(const Discovered& discovered) {
  std::string text;
  for (const FoundEnvironment& one : discovered.environments) text += shown(one);
  for (const Finding& finding : discovered.findings)
    text += to_string(finding.where) + ": " + to_string(finding.code) + " " + finding.what + "\n";
  return text;
}

std::vector<fs::path> cases() {
  std::vector<fs::path> folders;
  for (const auto& entry :
       fs::directory_iterator(fs::path(PGBERTH_SOURCE_DIR) / "tests/desired/discovery"))
    if (entry.is_directory()) folders.push_back(entry.path());
  std::ranges::sort(folders);
  return folders;
}

class DiscoveryGolden : public ::testing::TestWithParam<fs::path> {};

TEST_P(DiscoveryGolden, ProposesWhatItsFileSays) {
  FolderTree tree(GetParam() / "tree");
  DiscoveryOptions options;
  if (fs::exists(GetParam() / "urls")) {
    std::istringstream urls(slurp(GetParam() / "urls"));
    for (std::string url; urls >> url;) options.repository_urls.push_back(url);
  }

  const std::string text = shown(discover(tree, options));

  expect_golden(fs::path("desired/discovery") / GetParam().filename() / "expected.txt", text);
}

INSTANTIATE_TEST_SUITE_P(Cases, DiscoveryGolden, ::testing::ValuesIn(cases()),
                         [](const auto& one) { return one.param.filename().string(); });

}  // namespace
}  // namespace pgberth::testing
