#pragma once

#include "reconciler/base/finding.h"
#include "reconciler/base/result.h"
#include "reconciler/text/value.h"

#include <string>
#include <string_view>

namespace pgberth::toolchain {

/// One wish for a database: who has it, and where it is written.
struct Wish {
  std::string database;  ///< As SQL has it, underscored: "oss_metrics".
  std::string written;   ///< As the file has it.
  ServiceName service;
  SourcePos at{};
};

/// How the names of login roles are made.
enum class LoginNames { Cluster, Development };

/// The database that an item of a list names, underscored: dashes and underscores are one.
/// Errors: WrongType (no text), EncryptedValue, NameInvalid (anything but lower-case letters,
/// digits, `-` and `_` between letters or digits; so it cannot lead out of a path).
Result<std::string> database_of(const Value& item);

/// `name` as charts and entries have it: "oss-metrics".
std::string dashed(std::string_view name);

/// "oss_metrics_owner".
std::string owner_of(const std::string& database);

/// "oss_metrics_prod_0000" in a cluster that several namespaces share, "oss_metrics_0000" else.
std::string login_of(const std::string& database, const std::string& name_space, LoginNames names);

/// "prod/prod-db-oss-metrics-creds": the Secret that the charts mount.
std::string entry_path(const std::string& name_space, const std::string& database);

/// "prod/prod-db-posthog" for the release "prod-db": the Secret of a simple database.
std::string simple_entry_path(const std::string& name_space, const std::string& release,
                              const std::string& database);

/// Whether `text` can be a namespace, or the beginning of a Secret's name: lower-case letters,
/// digits and dashes, at most 63.
bool kubernetes_label(std::string_view text);

}  // namespace pgberth::toolchain
