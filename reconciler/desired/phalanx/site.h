#pragma once

#include "reconciler/desired/phalanx/files.h"
#include "reconciler/desired/phalanx/options.h"
#include "reconciler/model/document.h"

#include <optional>
#include <string>

namespace pgberth::phalanx {

/// What an environment's own file says, in the layout that the repository has.
///
///     environments/values-E.yaml      name         vaultPathPrefix    applications.<app>
///     science-platform/values-E.yaml  environment  vault_path_prefix  <app>.enabled
///     neither                         E            –                  a values file is there
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
  void check_switches(Findings& findings) const;
  ValuePtr switch_value(std::string_view app) const;

  enum class Form { Environments, AppOfApps, None };

  Form form_ = Form::None;
  std::string name_{};
  std::string apps_{};
  ValuePtr values_{};
  SourcePos whole_{};
  std::optional<Text> vault_prefix_{};
};

}  // namespace pgberth::phalanx
