#pragma once

#include "reconciler/base/result.h"

#include <map>
#include <string>
#include <string_view>

namespace pgberth::discovery {

/// The variables that Argo CD knows while it renders one source of an application.
using BuildWords = std::map<std::string, std::string, std::less<>>;

/// `text` with `$NAME` and `${NAME}` replaced by what `words` say; `$$` is a dollar, and a name
/// that is not there is nothing. Error: NotEvaluated for what is known while rendering only, such
/// as the commit's id.
Result<std::string> with_words(std::string_view text, const BuildWords& words);

}  // namespace pgberth::discovery
