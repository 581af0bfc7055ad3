#pragma once

#include "reconciler/base/result.h"
#include "reconciler/model/entry.h"

#include <nlohmann/json.hpp>

#include <string>

namespace pgberth {

/// Errors: EntryNameInvalid (Secrets Manager takes no such name), or a key that is empty or no
/// text.
Result<Done> check_secret_name(const std::string& name);

/// Errors: EntryNameInvalid (a key), StoreFailed (no keys, or a value that is no text: what is
/// written is JSON), EntryTooLarge (over 65,536 bytes as JSON).
Result<Done> check_secret_content(const std::string& name, const Content& content);

/// The text that holds the keys of `content`: an object of JSON, each value a text.
std::string secret_string(const Content& content);

/// What `value`, an answer with SecretString or SecretBinary, says of the entry: the keys of the
/// object in JSON that it holds, of which the last counts where one stands twice. Unreadable where
/// it holds anything else.
StoredEntry stored_secret(const nlohmann::json& value);

}  // namespace pgberth
