#include "tests/support/checked_history.h"

#include <gtest/gtest.h>

#include "tests/support/process.h"
#include "tests/support/temp_dir.h"
#include <array>
#include <fstream>
#include <regex>
#include <utility>

namespace pgberth::testing {
namespace {

std::string with_crlf(const std::string& text) {
  return std::regex_replace(text, std::regex("\r?\n"), "\r\n");
}

/// Other tags of images and other numbers of replicas.
std::string redeployed(const std::string& text, const std::string& number) {
  const std::string tagged = std::regex_replace(text, std::regex("(\\btag['\"]?: *)[^\\s#{},]+"),
                                                "$1'2199-" + number + "'");
  return std::regex_replace(tagged, std::regex("(\\breplica(s|Count)['\"]?: *)[0-9]+"),
                            "$01" + number);
}

/// Says the same in another order of keys and with other quotes.
std::string rewritten(const std::string& text) {
  const TempDir folder;
  std::ofstream(folder / "values.yaml", std::ios::binary) << text;
  const Finished done =
      run({"python3", std::string(PGBERTH_SOURCE_DIR).append("/tests/support/rewrite_values.py"),
           folder / "values.yaml"});
  EXPECT_EQ(done.exit_code, 0) << done.err;
  return done.out;
}

using Edit = std::function<std::string(const std::string& text)>;

std::vector<GitFile> each(const CheckedHistory& history, const std::vector<std::string>& values,
                          const Edit& edit) {
  std::vector<GitFile> changed;
  for (const std::string& path : values) {
    GitFile file = history.file(path);
    file.content = edit(file.content);
    if (file.content != history.text(path)) changed.push_back(std::move(file));
  }
  return changed;
}

std::vector<GitFile> renamed(const CheckedHistory& history) {
  const std::string path = history.below("notes").front();
  return {{.path = path, .content = "", .mode = kGone},
          {.path = "notes/" + std::to_string(history.commits()) + ".md",
           .content = history.text(path)}};
}

}  // namespace

nlohmann::json Explained::environment(const std::string& name) const {
  for (const auto& one : json.at("environments"))
    if (one.at("environment") == name) return one;
  ADD_FAILURE() << "nothing is told of " << name;
  return {};
}

bool Explained::silent() const {
  const auto& numbers = json.at("summary");
  return exit_code == 0 && json.at("environments").empty() &&
         std::all_of(numbers.begin(), numbers.end(), [](const auto& one) { return one == 0; });
}

CheckedHistory::CheckedHistory(const std::vector<GitFile>& first) {
  keep(first);
  first_ = last_ = repository_.commit(first);
}

void CheckedHistory::keep(const std::vector<GitFile>& changed) {
  for (const GitFile& file : changed) {
    if (file.mode == kGone)
      files_.erase(file.path);
    else
      files_.insert_or_assign(file.path, file);
  }
}

Explained CheckedHistory::commit(const std::vector<GitFile>& changed) {
  keep(changed);
  before_ = std::exchange(last_, repository_.commit(changed));
  ++commits_;
  return check(before_, last_);
}

Explained CheckedHistory::check(const std::string& base, const std::string& head) const {
  const Finished done = run({PGBERTH_BINARY, "check", "--repository", repository_.path().string(),
                             "--base", base, "--head", head, "--output", "json"});
  EXPECT_EQ(done.err, "");
  return {.exit_code = done.exit_code,
          .out = done.out,
          .json = nlohmann::json::parse(done.out, nullptr, false)};
}

std::string CheckedHistory::last_as_text() const {
  return run({PGBERTH_BINARY, "check", "--repository", repository_.path().string(), "--base",
              before_, "--head", last_})
      .out;
}

std::vector<std::string> CheckedHistory::below(const std::string& folder) const {
  std::vector<std::string> paths;
  for (const auto& [path, file] : files_)
    if (path.starts_with(folder + "/")) paths.push_back(path);
  return paths;
}

QuietChange quiet_change(int kind, const CheckedHistory& history,
                         const std::vector<std::string>& values) {
  const std::string number = std::to_string(history.commits());
  switch (kind % kQuietKinds) {
    case 0:
      return {"a README", {{.path = "README.md", .content = "Commit " + number + "\n"}}};
    case 1:
      return {"a comment above all values", each(history, values, [&](const std::string& text) {
                return "# Commit " + number + ".\n\n" + text;
              })};
    case 2:
      return {"image tags and replicas", each(history, values, [&](const std::string& text) {
                return redeployed(text, number);
              })};
    case 3:
      return {"another folder",
              {{.path = "dashboards/values.yaml", .content = "replicas: " + number + "\n"},
               {.path = "dashboards/" + number + "/board.json", .content = "{}\n"}}};
    case 4:
      return {"order of keys and quotes", each(history, values, rewritten)};
    case 5: {
      GitFile file = history.file(values.front());
      file.mode = file.mode == "100755" ? "100644" : "100755";
      return {"the mode of a values file", {file}};
    }
    case 6:
      return {"another file gets another name", renamed(history)};
    default:
      return {"line ends", each(history, values, with_crlf)};
  }
}

}  // namespace pgberth::testing
