#include "reconciler/desired/discovery/names.h"

#include "reconciler/desired/discovery/paths.h"

#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <tuple>
#include <utility>

namespace pgberth::discovery {
namespace {

using Group = std::vector<FoundEnvironment*>;
using Qualifier = std::string (*)(const FoundEnvironment&);

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
  return cluster_word(one) + "." + name_space_word(one) + "." + folder_word(one);
}

constexpr std::array<Qualifier, 4> kQualifiers{cluster_word, name_space_word, folder_word,
                                               all_words};

bool tells_apart(const Group& group, Qualifier qualifier) {
  std::set<std::string> words;
  return std::ranges::all_of(group, [&](const FoundEnvironment* one) {
    const std::string word = qualifier(*one);
    return !word.empty() && words.insert(word).second;
  });
}

std::vector<std::string> words_for(const Group& group) {
  std::vector<std::string> words;
  const auto chosen = std::ranges::find_if(
      kQualifiers, [&](Qualifier qualifier) { return tells_apart(group, qualifier); });
  for (const FoundEnvironment* one : group)
    words.push_back(chosen != kQualifiers.end() ? (*chosen)(*one)
                                                : std::to_string(words.size() + 1));
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
