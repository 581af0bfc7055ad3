#pragma once

#include "reconciler/model/store_address.h"
#include "reconciler/text/section.h"

#include <functional>
#include <string>
#include <string_view>

namespace pgberth {

/// The file that `key` of a section names, as the process finds it; "": it names none.
using NamedFile = std::function<std::string(Section& section, std::string_view key)>;

/// Reads where Secrets Manager is, and who asks there. `section` is not finished yet.
AwsAddress read_aws(Section& section, const NamedFile& file);

}  // namespace pgberth
