#pragma once

#include "reconciler/adapters/http/json_api.h"

#include <string>
#include <string_view>

namespace pgberth {

/// A refusal as it goes on from here, whatever form it came in: its machine word, and what is told
/// by words of its message that AWS always writes. Nothing else of the message remains.
nlohmann::json in_short(const std::string& word, const std::string& message);

/// Whether `answer` says so, by its machine word.
bool says(const JsonAnswer& answer, std::string_view word);

/// Whether `answer` refuses because whoever asks may not.
bool is_denied(const JsonAnswer& answer);

/// Whether it does so by a policy that denies it. Nothing that allows it helps then.
bool is_by_deny(const JsonAnswer& answer);

/// The action that is missing, as `answer` says ("secretsmanager:TagResource"), or "".
std::string denied_action(const JsonAnswer& answer);

/// Whether `answer` refuses because of the key of an entry.
bool is_about_key(const JsonAnswer& answer);

}  // namespace pgberth
