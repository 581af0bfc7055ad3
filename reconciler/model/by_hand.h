#pragma once

#include "reconciler/model/document.h"

#include <string>

namespace pgberth {

/// `text` as one word of a shell, whatever is in it.
std::string shell_word(const std::string& text);

/// The command by which a person adds the public `value` under `key` to an entry that is there, and
/// keeps its other keys; "": there is none. `region` is that of the entry, where it has one.
std::string command_to_add(const KeyRef& key, const std::string& value,
                           const std::string& region = "");

}  // namespace pgberth
