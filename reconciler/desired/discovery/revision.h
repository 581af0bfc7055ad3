#pragma once

#include <string_view>

namespace pgberth::discovery {

/// Whether a revision of git names one commit for good: an id, or a tag that is a version.
bool is_pinned(std::string_view revision);

/// Whether a chart's version is one version and no range of them.
bool is_exact(std::string_view version);

}  // namespace pgberth::discovery
