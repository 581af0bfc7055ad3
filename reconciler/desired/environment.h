#pragma once

#include "reconciler/base/finding.h"
#include "reconciler/desired/overlay.h"
#include "reconciler/model/claim.h"
#include "reconciler/model/tree.h"
#include "reconciler/text/value.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace pgberth {

/// What an operator may decide beyond the values. The defaults do what the values say.
struct Policy {
  enum class Create { Values, Always, Never };
  enum class Pull { Expect, Create };
  enum class LocalSecret { Create, Expect };
  /// Whether somebody keeps Secrets in step with the entries that decide, or pgberth has to.
  enum class Mirror { Observe, Copy };

  Create create = Create::Values;
  Pull pull = Pull::Expect;
  LocalSecret local_secret = LocalSecret::Create;
  Mirror mirror = Mirror::Observe;

  SourcePos create_at{};  ///< Where the settings say so; not known: they do not.
  SourcePos pull_at{};
  SourcePos local_secret_at{};
  SourcePos mirror_at{};
};

/// A finding at the place of a word of the policy that the dialect can do nothing with.
Finding no_such_policy(std::string_view word, const SourcePos& at, std::string_view why);
/// Which Secrets a sync of Argo CD leaves as they are in the cluster. What it does not leave gets
/// the content that the chart renders, anew with each sync.
struct SecretSync {
  /// A Secret, or one key of its data; "" stands for any.
  struct Kept {
    std::string name_space{};
    std::string name{};
    std::string key{};
  };

  SourcePos at{};  ///< The manifest that asks for the sync.
  std::vector<Kept> kept{};

  bool keeps(std::string_view name_space, std::string_view name, std::string_view key) const;
};

/// One environment as the operator names it: which files, read as which dialect. The words that
/// dialects share have a field; each takes what it needs.
struct EnvironmentSettings {
  EnvironmentName name;
  std::string dialect;                    ///< One of dialects().
  std::vector<std::string> files{};       ///< Values files, left to right, later ones win.
  std::string folder{};                   ///< Where a dialect finds files by itself; "": the tree.
  std::string release{};                  ///< The Helm release.
  std::vector<std::string> namespaces{};  ///< The first one is the release's own.
  std::string chart_version{};            ///< "" = the newest that is known.
  Policy policy{};
  ValuePtr options{};                ///< A mapping in the dialect's own words; nullptr: none.
  std::vector<Overlay> overlays{};   ///< Values beside the files, which they win over.
  std::optional<SecretSync> sync{};  ///< Absent: nobody is known to sync its Secrets.

  std::string name_space() const { return namespaces.empty() ? "" : namespaces.front(); }
};

/// What a command takes when no dialect is named.
constexpr std::string_view kDefaultDialect = "gen3";

/// The dialects that can be read, sorted.
std::vector<std::string_view> dialects();

/// The paths of files and folders that say all that the environment asks for: where each of them is
/// the same in two trees, so is what is asked for. Of a folder everything below it counts.
std::vector<std::string> inputs_of(const EnvironmentSettings& settings);

/// A Helm chart as a manifest names it.
struct ChartRef {
  std::string name{};        ///< As the chart calls itself, where that is known.
  std::string path{};        ///< Of its folder in `repository`.
  std::string repository{};  ///< URL of a git repository or of a registry of charts.
};

/// The dialect whose chart that is, or "".
std::string_view dialect_of(const ChartRef& chart);

/// A YAML file with the keys that stand at the beginning of its lines, sorted.
struct YamlOutline {
  std::string path;
  std::vector<std::string> keys{};
};

/// Values that look like one environment's, though no manifest names them.
struct FoundFolder {
  EnvironmentSettings settings;
  SourcePos at{};
  std::string cluster{};               ///< What the folders around it call it, or "".
  std::vector<std::string> assumed{};  ///< What does not stand in the files, in clauses.
};

/// What the dialects take for their own environments among `files`, which are sorted by path.
/// Goes by the files' paths and keys alone.
std::vector<FoundFolder> found_folders(const std::vector<YamlOutline>& files);

/// Everything that the environment's files ask for, with all problems of all files in one run.
/// A file that cannot be read or is no YAML takes all claims with it that it could have changed: of
/// merged values files that is the whole environment. Claims that an error is about are listed with
/// `blocked` set.
Desired read_environment(const EnvironmentSettings& settings, Tree& tree);

}  // namespace pgberth
