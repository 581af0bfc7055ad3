#pragma once

#include "reconciler/apply/pass.h"
#include "reconciler/plan/unclaimed.h"

#include <string>
#include <string_view>

namespace pgberth {

/// What the pass found; of one that took no inventory only the incomplete credentials.
Unclaimed unclaimed_of(const PassReport& report);

inline constexpr std::string_view kNotAllRead =
    "errors kept values from being read: what is listed may be declared there";

/// "database", or "left-over" of one that is half built.
std::string kind_of(const Unclaimed::Database& database);

/// "half built for \"fence_prod\"", or "".
std::string detail_of(const Unclaimed::Database& database);

/// "login" or "no login".
std::string detail_of(const Unclaimed::Role& role);

/// "no database \"fence\", no role \"fence\"", or "".
std::string detail_of(const Unclaimed::Incomplete& incomplete);

}  // namespace pgberth
