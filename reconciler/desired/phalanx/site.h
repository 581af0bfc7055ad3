#pragma once

#include "reconciler/desired/phalanx/files.h"
#include "reconciler/desired/phalanx/options.h"
#include "reconciler/model/document.h"

#include <optional>
#include <string>

namespace pgberth::phalanx {

/// What an environment's own file says: `environments/values-E.yaml`, before that
/// `science-platform/values-E.yaml`, each over the `values.yaml` beside it. The words have changed
/// too, and each is read wherever it stands:
///
///     name              environment
///     vaultPathPrefix   vault_path_prefix
///     applications.<app>  <app>.enabled, in the oldest files with _ for -
///
/// Without such a file the environment is called E, and what has a values file in it is on.
class Site {
 public:
  /// Nothing when there is no such environment, or its file cannot be used: `findings` say why.
  static std::optional<Site> find(const Options& options, Files& files, Findings& findings);

  /// What the names of the applications' values files end in; not always E.
  const std::string& name() const { return name_; }

  /// The path of `file` of application `app`.
  std::string path(std::string_view app, const std::string& file) const {
    return apps_ + "/" + std::string(app) + "/" + file;
  }
  std::string values_file(std::string_view app) const {
    return path(app, "values-" + name_ + ".yaml");
  }

  /// The folder of the applications, and whether each has rules for its secrets there.
  const std::string& applications() const { return apps_; }
  bool has_rules() const { return apps_ == "applications"; }

  /// Whether the environment has `app` switched on.
  bool enabled(std::string_view app, Files& files) const;

  /// Where it says so; the file as a whole where it does not.
  SourcePos switch_of(std::string_view app) const;

  /// Below which path of Vault the applications have their entries, if this file tells.
  const std::optional<Text>& vault_prefix() const { return vault_prefix_; }

 private:
  bool read_own(const std::string& file, Files& files, Findings& findings);
  bool take_name(Findings& findings);
  void check_switches(Findings& findings) const;
  ValuePtr switch_value(std::string_view app) const;

  std::string name_{};
  std::string apps_{};
  ValuePtr values_{};  ///< nullptr: it has no file of its own.
  SourcePos whole_{};
  std::optional<Text> vault_prefix_{};
};

}  // namespace pgberth::phalanx
