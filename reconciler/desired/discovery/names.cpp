#include "reconciler/desired/discovery/names.h"

#include "reconciler/desired/discovery/paths.h"

#include <algorithm>
#include <map>
#include <set>
#include <tuple>
#include <utility>

namespace pgberth::discovery {
namespace {

using Group = std::vector<FoundEnvironment*>;

/// A slash has no place in an environment's name.
std::string as_word(std::string text) {
  std::ranges::replace(text, '/', '.');
  return text;
}

/// The folder of the manifest or the values; those that only say what they hold do not count.
std::string folder_word(const FoundEnvironment& one) {
  std::string folder = folder_of(*one.at.file);
  while (last_of(folder) == "templates" || last_of(folder) == "values") folder = folder_of(folder);
  return as_word(folder);
}

std::string cluster_word(const FoundEnvironment& one) {
  return as_word(one.cluster);
}

std::string name_space_word(const FoundEnvironment& one) {
  return as_word(one.settings.name_space());
}

std::string all_words(const FoundEnvironment& one) {
  std::string all;
  for (const std::string& word : {cluster_word(one), name_space_word(one), folder_word(one)})
    if (!word.empty()) all += (all.empty() ? "" : ".") + word;
  return all;
}

/// The first that there is. It depends on the environment alone: whoever adds another of the same
/// name must not choose what this one is called.
std::string own_word(const FoundEnvironment& one) {
  for (std::string (*const word)(const FoundEnvironment&) :
       {cluster_word, name_space_word, folder_word})
    if (std::string text = word(one); !text.empty()) return text;
  return "";
}

std::vector<std::string> words_for(const Group& group) {
  std::map<std::string, std::size_t> counts;
  for (const FoundEnvironment* one : group) ++counts[own_word(*one)];
  std::vector<std::string> words;
  for (const FoundEnvironment* one : group) {
    const std::string word = own_word(*one);
    words.push_back(counts[word] == 1 ? word : all_words(*one));
  }
  return words;
}

}  // namespace

void make_names_unique(std::vector<FoundEnvironment>& environments, Findings& findings) {
  const auto key = [](const FoundEnvironment& one) {
    return std::tuple(one.settings.name, one.cluster, one.settings.namespaces, one.at);
  };
  std::ranges::stable_sort(environments, {}, key);
  std::set<std::string> used;
  std::map<EnvironmentName, Group> groups;
  for (FoundEnvironment& one : environments) {
    one.settings.name = EnvironmentName{as_word(one.settings.name.str())};
    groups[one.settings.name].push_back(&one);
    used.insert(one.settings.name.str());
  }
  for (const auto& [name, group] : groups) {
    if (group.size() == 1) continue;
    const std::vector<std::string> words = words_for(group);
    for (std::size_t i = 0; i < group.size(); ++i) {
      std::string made = name.str() + "@" + words[i];
      while (!used.insert(made).second) made += "+";
      findings.push_back({.code = Code::Assumed,
                          .what = "\"" + name.str() + "\" names " + std::to_string(group.size()) +
                                  " environments, this one is called \"" + made + "\"",
                          .where = group[i]->at});
      group[i]->settings.name = EnvironmentName{std::move(made)};
    }
  }
  std::ranges::sort(environments, {}, key);
}

}  // namespace pgberth::discovery
