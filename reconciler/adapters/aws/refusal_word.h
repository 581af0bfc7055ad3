#pragma once

#include "reconciler/adapters/http/http_client.h"

#include <string>

namespace pgberth {

/// The machine word of an answer that refuses ("AccessDeniedException"), whatever form it has, as
/// sound_word() lets it through.
std::string error_word(const HttpResponse& response);

/// `text` where it can be a machine word, which may be shown: a few letters; else "".
std::string sound_word(const std::string& text);

/// Whether who refuses with this machine word is asked too often.
bool asks_for_fewer_calls(const std::string& word);

/// Whether who refuses with this machine word does not know who asks: credentials that are none, or
/// none anymore.
bool refuses_credentials(const std::string& word);

}  // namespace pgberth
