#include "reconciler/cli/compare_commits.h"

#include "reconciler/base/parallel.h"
#include "reconciler/cli/chosen_settings.h"
#include "reconciler/cli/same_settings.h"

#include <algorithm>
#include <array>
#include <filesystem>
#include <memory>
#include <optional>
#include <set>
#include <tuple>
#include <utility>

namespace pgberth {
namespace {

constexpr const char* kSettingsOfTheBase = "pgberth.yaml";

/// One file under another name, as if it lay at the root of the repository.
class OneFile : public Tree {
 public:
  OneFile(Tree& tree, std::string path) : tree_(tree), path_(std::move(path)) {}

  Result<std::string> read(const std::string&, std::size_t limit) override {
    return tree_.read(path_, limit);
  }
  Result<std::vector<std::string>> files(const std::string& folder) override {
    return Error{.code = Code::FileMissing, .what = "\"" + folder + "\" is no folder"};
  }

 private:
  Tree& tree_;
  std::string path_;
};

/// One commit with what it is read by.
struct Side {
  std::unique_ptr<Tree> tree;
  SettingsRead read{};
};

const Environment* find(const SettingsRead& read, const EnvironmentName& name) {
  const auto found = std::ranges::find_if(read.settings.environments, [&](const Environment& one) {
    return one.settings.name == name;
  });
  return found == read.settings.environments.end() ? nullptr : &*found;
}

/// Whether everything that decides what is asked for, or why nothing can be, is the same on both
/// sides.
bool same_inputs(const Environment& before, const Environment& after, const Side& old_side,
                 const Side& new_side) {
  if (!same_settings(before.settings, after.settings) || before.decided_by != after.decided_by ||
      before.refused.empty() != after.refused.empty())
    return false;
  std::vector<std::string> inputs = inputs_of(after.settings);
  if (inputs.empty() && after.refused.empty()) return false;
  inputs.insert(inputs.end(), after.decided_by.begin(), after.decided_by.end());
  return std::ranges::all_of(inputs, [&](const std::string& input) {
    const auto path = path_in_tree(input);
    if (!path) return false;  // Nothing outside of the repository can be compared.
    const std::string identity = old_side.tree->identity(*path);
    return !identity.empty() && identity == new_side.tree->identity(*path);
  });
}

class CommitComparison {
 public:
  CommitComparison(const Comparing& comparing, const Comparers& comparers)
      : comparing_(comparing), comparers_(comparers) {}

  Result<CheckReport> run() && {
    if (auto found = find_commits(); !found) return std::move(found).error();
    if (auto open = open_sides(); !open) return std::move(open).error();
    if (auto read = read_all_settings(); !read) return std::move(read).error();
    compare_environments();
    return std::move(report_);
  }

 private:
  Result<Done> find_commits() {
    report_.base = comparing_.base;
    report_.head = comparing_.head;
    Repository& repository = comparers_.repository;
    auto base = repository.commit(comparing_.base);
    if (!base) return std::move(base).error();
    auto head = repository.commit(comparing_.head);
    if (!head) return std::move(head).error();
    auto left = repository.merge_base(*base, *head);
    if (!left) return std::move(left).error();
    report_.base_commit = *std::move(base);
    report_.head_commit = *std::move(head);
    report_.compared_with = *std::move(left);
    return Done{};
  }

  Result<Done> open_sides() {
    auto before = comparers_.repository.tree(report_.compared_with);
    if (!before) return std::move(before).error();
    auto after = comparers_.repository.tree(report_.head_commit);
    if (!after) return std::move(after).error();
    before_.tree = *std::move(before);
    after_.tree = *std::move(after);
    return Done{};
  }

  /// The settings of the base as it is now: a branch must not choose older ones by leaving early.
  Result<Done> read_all_settings() {
    if (!comparing_.settings.empty() && !comparing_.settings_in_repository) {
      OneFile file(comparers_.files, comparing_.settings);
      return take(read_outside(file), comparing_.settings);
    }
    auto base = comparers_.repository.tree(report_.base_commit);
    if (!base) return std::move(base).error();
    const std::string path = comparing_.settings.empty() ? kSettingsOfTheBase : comparing_.settings;
    SettingsRead read = read_settings(path, **base, {});
    report_.settings_change = before_.tree->identity(path) != after_.tree->identity(path);
    const bool absent = read.findings.size() == 1 && read.findings[0].code == Code::FileMissing;
    if (!absent || !comparing_.settings.empty())
      return take(std::move(read), path + " of " + comparing_.base);
    return discover();
  }

  SettingsRead read_outside(Tree& file) const {
    const std::string name = std::filesystem::path(comparing_.settings).filename().string();
    SettingsRead read = read_settings(name, file, {});
    for (Finding& finding : read.findings)
      if (*finding.where.file == name) finding.where.file = comparing_.settings;
    return read;
  }

  Result<Done> take(SettingsRead read, std::string from) {
    report_.settings = std::move(from);
    settings_ = std::move(read);
    if (has_error(settings_.findings)) {
      settings_.settings.environments.clear();
      return Done{};
    }
    settings_.findings.clear();  // Nobody changed them.
    if (auto kept = keep_only(comparing_.environments, settings_.settings); !kept) return kept;
    propose(before_);
    propose(after_);
    return Done{};
  }

  /// What settings leave to discovery is what each side has of it.
  void propose(Side& side) const {
    side.read.settings.accepted = settings_.settings.accepted;
    Proposals proposals(opener_of(*side.tree));
    for (const Environment& one : settings_.settings.environments)
      side.read.settings.environments.push_back(
          proposals.applied(one, settings_.settings.discovery));
  }

  Result<Done> discover() {
    if (!comparers_.environments_of)
      return Error{.code = Code::BadOption,
                   .what = "\"" + comparing_.base + "\" has no " + kSettingsOfTheBase,
                   .hint = "Name the settings with --settings, or put them into the base."};
    report_.settings = "discovery";
    std::tie(before_.read, after_.read) = comparers_.environments_of(*before_.tree, *after_.tree);
    report_.not_evaluated = static_cast<std::size_t>(
        std::ranges::count_if(after_.read.findings, [](const Finding& finding) {
          return finding.code == Code::NotEvaluated || finding.code == Code::ManifestUnreadable ||
                 finding.code == Code::DiscoveryLimit;
        }));
    return keep_discovered();
  }

  /// An environment that only one side has may be asked for, too, and all that are called alike.
  Result<Done> keep_discovered() {
    const auto asked = [](const Environment& one, const std::string& name) {
      const std::string& own = one.settings.name.str();
      return own == name || own.starts_with(name + "@");
    };
    for (const std::string& name : comparing_.environments)
      if (std::ranges::none_of(std::array{&before_, &after_}, [&](const Side* side) {
            return std::ranges::any_of(side->read.settings.environments,
                                       [&](const Environment& one) { return asked(one, name); });
          }))
        return Error{.code = Code::BadOption,
                     .what = "there is no environment \"" + name + "\" on either side",
                     .hint = "`pgberth show environments` lists them."};
    if (comparing_.environments.empty()) return Done{};
    for (Side* side : {&before_, &after_})
      std::erase_if(side->read.settings.environments, [&](const Environment& one) {
        return std::ranges::none_of(comparing_.environments,
                                    [&](const std::string& name) { return asked(one, name); });
      });
    return Done{};
  }

  void compare_environments() {
    tell_of_the_whole();
    std::set<EnvironmentName> names;
    for (const Side* side : {&before_, &after_})
      for (const Environment& one : side->read.settings.environments)
        names.insert(one.settings.name);
    report_.known = names.size();
    if (same_tree()) return;
    const std::vector<EnvironmentName> order(names.begin(), names.end());
    std::vector<std::optional<EnvironmentChanges>> changes(order.size());
    parallel_for(order.size(), comparers_.at_once,
                 [&](std::size_t i) { changes[i] = compare_one(order[i]); });
    for (std::optional<EnvironmentChanges>& one : changes) {
      if (!one) continue;
      ++report_.read;
      keep(*std::move(one));
    }
  }

  bool same_tree() {
    const std::string identity = before_.tree->identity("");
    return !identity.empty() && identity == after_.tree->identity("");
  }

  /// What was noticed about settings, or by discovery, that is about no environment.
  void tell_of_the_whole() {
    const Desired before{.findings = before_.read.findings};
    Desired after{.findings = after_.read.findings};
    std::ranges::copy(settings_.findings, std::back_inserter(after.findings));
    keep(changes_of(EnvironmentName{}, &before, &after));
  }

  /// Nothing, where both sides are the same without being read.
  std::optional<EnvironmentChanges> compare_one(const EnvironmentName& name) const {
    const Environment* before = find(before_.read, name);
    const Environment* after = find(after_.read, name);
    if (before != nullptr && after != nullptr && same_inputs(*before, *after, before_, after_))
      return std::nullopt;
    std::optional<Desired> old_one;
    std::optional<Desired> new_one;
    if (before != nullptr) old_one = read_side(*before, before_);
    if (after != nullptr) new_one = read_side(*after, after_);
    EnvironmentChanges changes =
        changes_of(name, old_one ? &*old_one : nullptr, new_one ? &*new_one : nullptr);
    changes.unreadable = old_one && new_one && !read_in_whole(*old_one) && !read_in_whole(*new_one);
    return changes;
  }

  static TreeOpener opener_of(Tree& tree) {
    return [&tree](const std::string& folder) -> std::unique_ptr<Tree> {
      return std::make_unique<Beneath>(tree, path_in_tree(folder).value_or(folder));
    };
  }

  Desired read_side(const Environment& environment, const Side& side) const {
    Desired desired = read_bounded(environment, *side.tree, opener_of(*side.tree));
    silence(accepted_of(side.read.settings.accepted, {environment.settings.name}), comparers_.today,
            sight_of_values(desired.claims), desired.findings);
    sort_findings(desired.findings);
    return desired;
  }

  void keep(EnvironmentChanges changes) {
    if (!changes.empty() || !changes.standing_errors.empty())
      report_.environments.push_back(std::move(changes));
  }

  const Comparing& comparing_;
  const Comparers& comparers_;
  CheckReport report_{};
  Side before_{};
  Side after_{};
  SettingsRead settings_{};  ///< Of both sides, where there are some.
};

}  // namespace

Result<CheckReport> compare_commits(const Comparing& comparing, const Comparers& comparers) {
  return CommitComparison(comparing, comparers).run();
}

}  // namespace pgberth
