#pragma once

#include "reconciler/base/result.h"
#include "reconciler/model/entry.h"

#include <nlohmann/json.hpp>

#include <set>
#include <string>

namespace pgberth {

/// The two parts of an entry's path, "namespace/name".
struct SecretName {
  std::string name_space;
  std::string name;

  std::string path() const { return name_space + "/" + name; }
  auto operator<=>(const SecretName&) const = default;
};

/// Error EntryNameInvalid: it is no path that a cluster takes.
Result<SecretName> secret_name(const std::string& path);

/// Errors: EntryNameInvalid (a key that a cluster does not take), EntryTooLarge (over 1 MiB in
/// all), StoreFailed (no keys).
Result<Done> check_content(const std::string& path, const Content& content);

/// What a Secret in JSON says. One that is on its way out is PendingDeletion, one without keys
/// NoVersion, one that is not understood Unreadable.
StoredEntry stored_entry(const nlohmann::json& secret);

/// A Secret that is to be made. For a release of Helm it carries what lets Helm take it over;
/// nothing that any other tool tracks objects by.
std::string new_secret(const SecretName& name, const NewEntry& entry);

/// A JSON patch that adds `keys` of `content`, and does nothing if `secret` is no longer what is
/// stored: an add by itself would take the place of a key that appeared meanwhile.
std::string key_patch(const nlohmann::json& secret, const Content& content,
                      const std::set<std::string>& keys);

}  // namespace pgberth
