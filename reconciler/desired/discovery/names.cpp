#include "reconciler/desired/discovery/names.h"

#include "reconciler/desired/discovery/paths.h"

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <tuple>
#include <utility>

namespace pgberth::discovery {
namespace {

using Group = std::vector<FoundEnvironment*>;

constexpr std::size_t kMostOthers = 10;  ///< Whose place is named in one message.

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

/// What is called alike, and which words stand for several of that: in one state or in several.
class Crowd {
 public:
  void add(const std::vector<FoundEnvironment>& environments) {
    std::map<std::string, std::map<std::string, std::size_t>> counts;
    for (const FoundEnvironment& one : environments) ++counts[one.called][own_word(one)];
    for (const auto& [called, words] : counts) {
      std::size_t all = 0;
      for (const auto& [word, count] : words) {
        all += count;
        if (count > 1) words_.emplace(called, word);
      }
      if (all > 1) called_.insert(called);
    }
  }

  /// Depends on what is beside the environment only as far as it must.
  std::string name_of(const FoundEnvironment& one) const {
    if (!called_.contains(one.called)) return one.called;
    const std::string word = own_word(one);
    return one.called + "@" + (words_.contains({one.called, word}) ? all_words(one) : word);
  }

 private:
  std::set<std::string> called_{};
  std::set<std::pair<std::string, std::string>> words_{};
};

auto order(const FoundEnvironment& one) {
  return std::tuple(one.settings.name, one.cluster, one.settings.namespaces, one.at);
}

/// Of several with one name none is whole, and each gets a name of its own.
void rename(std::vector<FoundEnvironment>& environments, const Crowd& crowd) {
  std::map<std::string, std::size_t> counts;
  for (FoundEnvironment& one : environments) {
    one.settings.name = EnvironmentName{crowd.name_of(one)};
    ++counts[one.settings.name.str()];
  }
  std::ranges::stable_sort(environments, {}, order);
  std::set<std::string> used;
  std::map<std::string, std::size_t> repeated;
  for (FoundEnvironment& one : environments) {
    const std::string common = one.settings.name.str();
    if (counts[common] > 1) one.whole = false;
    std::string name = common;
    while (!used.insert(name).second) {
      const std::size_t number = ++repeated[common];
      name = common + "+" + (number == 1 ? "" : std::to_string(number));
    }
    one.settings.name = EnvironmentName{std::move(name)};
  }
  std::ranges::sort(environments, {}, order);
}

/// A manifest of Argo CD asks for it, not a folder.
bool is_application(const FoundEnvironment& one) {
  return one.settings.sync.has_value();
}

/// Applications of one name for one cluster: one Argo CD would keep only one of them.
using Colliding = std::map<std::string, Group>;

Colliding by_cluster(const Group& group) {
  Colliding applications;
  for (FoundEnvironment* one : group)
    if (is_application(*one)) applications[one->cluster].push_back(one);
  return applications;
}

/// Of many others the first few are named.
std::vector<SourcePos> some_others(const Group& group, const FoundEnvironment& one) {
  std::vector<SourcePos> others;
  for (const FoundEnvironment* other : group) {
    if (other != &one) others.push_back(other->at);
    if (others.size() == kMostOthers) break;
  }
  return others;
}

void tell(const Group& group, Findings& findings) {
  const Colliding colliding = by_cluster(group);
  for (const FoundEnvironment* one : group) {
    const auto same = colliding.find(one->cluster);
    const bool fault = is_application(*one) && same != colliding.end() && same->second.size() > 1;
    const std::string name = "\"" + one->settings.name.str() + "\"";
    if (fault)
      findings.push_back(
          {.code = Code::NameTwice,
           .what = std::to_string(same->second.size()) + " applications are called \"" +
                   one->called + "\", this one is listed as " + name,
           .where = one->at,
           .hint = "Give each a name of its own: Argo CD keeps one application of a name.",
           .also = some_others(same->second, *one)});
    else
      findings.push_back({.code = Code::Assumed,
                          .what = "\"" + one->called + "\" names " + std::to_string(group.size()) +
                                  " environments, this one is called " + name,
                          .where = one->at});
  }
}

}  // namespace

void make_names_unique(std::vector<FoundEnvironment>& environments, Findings& findings) {
  for (FoundEnvironment& one : environments) one.called = as_word(one.settings.name.str());
  Crowd crowd;
  crowd.add(environments);
  rename(environments, crowd);
  std::map<std::string, Group> groups;
  for (FoundEnvironment& one : environments) groups[one.called].push_back(&one);
  for (const auto& [called, group] : groups)
    if (group.size() > 1) tell(group, findings);
}

}  // namespace pgberth::discovery

namespace pgberth {

void name_alike(Discovered& before, Discovered& after) {
  discovery::Crowd crowd;
  crowd.add(before.environments);
  crowd.add(after.environments);
  discovery::rename(before.environments, crowd);
  discovery::rename(after.environments, crowd);
}

}  // namespace pgberth
