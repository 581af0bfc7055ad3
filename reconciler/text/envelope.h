#pragma once

#include "reconciler/base/result.h"
#include "reconciler/base/secret.h"

#include <chrono>
#include <map>
#include <set>
#include <string>
#include <string_view>

namespace pgberth {

/// The keys of a credential with their bytes.
using Fields = std::map<std::string, Secret>;

/// What a rotatable secret holds at the moment: the keys of the JSON object that its state map has
/// under the label CURRENT; numbers come back as their text. The plain object, without a state map
/// around it, is understood as well.
/// Error WrongType: neither of the two, or nothing is current. It repeats nothing of the text.
Result<Fields> open_envelope(std::string_view text);

/// The state map in which `fields` is current since `now`. `numbers` names the keys that are
/// written as JSON numbers where their text is one.
/// Error WrongType: a field is not UTF-8.
Result<Secret> close_envelope(const Fields& fields, const std::set<std::string>& numbers,
                              std::chrono::system_clock::time_point now);

}  // namespace pgberth
