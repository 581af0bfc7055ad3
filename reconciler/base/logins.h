#pragma once

#include <string>

namespace pgberth {

/// `text` with user and password of every URL in it taken out: "https://…@git.example/values".
std::string without_logins(std::string text);

}  // namespace pgberth
