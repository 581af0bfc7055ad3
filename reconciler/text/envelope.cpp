#include "reconciler/text/envelope.h"

#include <nlohmann/json.hpp>

#include <charconv>
#include <optional>
#include <utility>

namespace pgberth {
namespace {

using Json = nlohmann::json;

constexpr auto kCurrent = "CURRENT";

Error not_understood(std::string what) {
  return {.code = Code::WrongType,
          .what = std::move(what),
          .hint = "It must be a state map with a CURRENT value, or the credential as JSON."};
}

/// What `text` is as a JSON object, or nothing.
std::optional<Json> object_of(std::string_view text) {
  Json json = Json::parse(text, nullptr, false);
  if (!json.is_object()) return std::nullopt;
  return json;
}

/// The text of the value that is current; nothing when there is none.
std::optional<std::string> current_of(const Json& map) {
  const auto states = map.find(kCurrent);
  if (states == map.end() || !states->is_array() || states->empty()) return std::nullopt;
  const Json& state = states->front();
  if (!state.is_object() || !state.contains("VALUE") || !state["VALUE"].is_string())
    return std::nullopt;
  return state["VALUE"].get<std::string>();
}

std::optional<std::int64_t> number_of(std::string_view text) {
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return number;
}

Json transition(std::int64_t at, Json from, const char* to) {
  return {{"TIMESTAMP", at}, {"FROM_LABEL", std::move(from)}, {"TO_LABEL", to}};
}

}  // namespace

Result<Fields> open_envelope(std::string_view text) {
  auto object = object_of(text);
  if (!object) return not_understood("it is no JSON object");
  if (object->contains(kCurrent)) {
    const auto current = current_of(*object);
    object = current ? object_of(*current) : std::nullopt;
    if (!object) return not_understood("its state map has no CURRENT value that can be read");
  }
  Fields fields;
  for (const auto& [key, value] : object->items()) {
    if (value.is_string()) fields.emplace(key, Secret{value.get<std::string>()});
    // A number that is no integer may have lost digits on its way here.
    if (value.is_number_float()) return not_understood("it has a number that is not whole");
    if (value.is_number_integer()) fields.emplace(key, Secret{value.dump()});
  }
  if (fields.empty()) return not_understood("it holds no credential");
  return fields;
}

Result<Secret> close_envelope(const Fields& fields, const std::set<std::string>& numbers,
                              std::chrono::system_clock::time_point now) {
  Json object = Json::object();
  for (const auto& [key, value] : fields) {
    const auto number = numbers.contains(key) ? number_of(value.reveal()) : std::nullopt;
    object[key] = number ? Json(*number) : Json(std::string(value.reveal()));
  }
  const auto at = std::chrono::duration_cast<std::chrono::seconds>(now.time_since_epoch()).count();
  try {
    const Json state{{"VALUE", object.dump()},
                     {"TRANSITIONS",
                      {transition(at, nullptr, "PROPOSED"), transition(at, "PROPOSED", kCurrent)}}};
    return Secret{Json{{kCurrent, Json::array({state})}}.dump()};
  } catch (const Json::exception&) {
    return not_understood("a field of it is not UTF-8 text");
  }
}

}  // namespace pgberth
