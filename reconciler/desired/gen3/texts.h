#pragma once

#include "reconciler/desired/gen3/fields.h"
#include "reconciler/model/claim.h"

#include <optional>

namespace pgberth::gen3 {

/// The value at `path` as the templates print it; nothing when it is unset (null, "", 0, false).
/// A number that turns into another text is W207, an encrypted value E109 and unset.
std::optional<Text> printed(Fields& fields, std::string_view path);

/// The value at `path` where the templates accept only text: E107 for anything else.
std::optional<Text> strict_text(Fields& fields, std::string_view path);

/// The secret at `path`: its bytes go to `given`, and only its place is kept.
std::optional<Given> secret(Fields& fields, std::string_view path, GivenSecrets& given);

/// An entry's name as it comes out of the charts' YAML, where it stands without quotes: without
/// outer blanks.
std::string entry_text(std::string_view name);

/// Whether `name` can name an object in Kubernetes: lower-case letters, digits, `-` and `.`.
bool kubernetes_name(std::string_view name);

}  // namespace pgberth::gen3
