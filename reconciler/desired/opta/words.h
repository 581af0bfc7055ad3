#pragma once

#include "reconciler/base/finding.h"
#include "reconciler/model/document.h"
#include "reconciler/text/value.h"

#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace pgberth::opta {

/// What the placeholders of one file stand for. What is empty or not there is not known.
struct Words {
  std::string layer_name{};                  ///< `{layer_name}`
  std::string env{};                         ///< `{env}` and `{parent_name}`
  bool env_guessed = false;                  ///< Taken from `environments`, not from the env file.
  SourcePos env_at{};                        ///< Where it was taken from.
  std::map<std::string, ValuePtr> vars{};    ///< `{vars.x}`, `{variables.x}`
  std::map<std::string, ValuePtr> parent{};  ///< `{parent.x}`
};

/// `text` with its placeholders replaced; where one cannot be, that one in `unresolved`, and no
/// text.
struct Filled {
  std::string text{};
  std::string unresolved{};
  bool used_env = false;
};
Filled fill(std::string_view text, const Words& words);

/// Whether `value` is text to Opta. Its reader takes a bare `y` or `n` for a letter, Helm's for a
/// boolean.
bool is_text(const Value& value);

/// The text of a field that is used, `what` in messages. Nothing when it is absent or null, and
/// nothing with a finding when it is no text (E107), encrypted (E109) or holds a placeholder that
/// cannot be resolved (E225).
std::optional<Text> used_text(const ValuePtr& value, std::string_view what, const Words& words,
                              Findings& findings);

/// The text of a scalar that is text, else "".
std::string text_or_empty(const ValuePtr& value);

/// That `value`, called `what`, is of another kind than `wanted`.
Finding wrong_type(const ValuePtr& value, std::string_view what, std::string_view wanted);

}  // namespace pgberth::opta
