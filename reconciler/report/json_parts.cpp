#include "reconciler/report/json_parts.h"

#include "reconciler/base/overloaded.h"
#include "reconciler/report/escape.h"
#include "reconciler/report/left_over.h"

#include <utility>

namespace pgberth {

std::string bytes_of(const Json& document) {
  constexpr int indent = 2;
  constexpr bool ascii = true;
  std::string text = document.dump(indent, ' ', ascii, Json::error_handler_t::replace) + "\n";
  return without_commands(std::move(text), "\\u0023");
}

Json position_json(const SourcePos& pos) {
  if (!pos.known()) return nullptr;
  return {{"file", *pos.file}, {"line", pos.line}, {"column", pos.column}};
}

Json text_or_null(const std::string& text) {
  return text.empty() ? Json(nullptr) : Json(text);
}

Json ids_json(const std::set<ClaimId>& ids) {
  Json array = Json::array();
  for (const ClaimId& id : ids) array.push_back(id.str());
  return array;
}

Json entry_json(const EntryRef& entry) {
  Json object{{"store", to_string(entry.store.kind)}, {"path", *entry.path}};
  if (!entry.store.name->empty()) object["storeName"] = *entry.store.name;
  return object;
}

Json key_json(const KeyRef& key) {
  Json object = entry_json(key.entry);
  object["key"] = *key.key;
  return object;
}

Json findings_json(const Findings& findings, const Claims& claims) {
  Json array = Json::array();
  for (const Finding& finding : findings) {
    Json also = Json::array();
    for (const SourcePos& pos : finding.also)
      if (pos.known()) also.push_back(position_json(pos));
    Json object{{"code", to_string(finding.code)},    {"severity", to_string(finding.severity())},
                {"title", info(finding.code).title},  {"message", finding.what},
                {"at", position_json(finding.where)}, {"hint", text_or_null(finding.hint)},
                {"claims", ids_json(finding.claims)}, {"also", also}};
    if (const auto statements = statements_for_a_person(finding, claims); !statements.empty())
      object["byHand"] = statements;
    array.push_back(std::move(object));
  }
  return array;
}

Json error_object(const Error& error) {
  return {{"code", to_string(error.code)},
          {"message", finding_of(error).what},
          {"at", position_json(error.where)},
          {"hint", text_or_null(error.hint)}};
}

Json source_json(const Source& source) {
  return std::visit(
      overloaded{
          [](const Text& text) -> Json { return {{"from", "text"}, {"text", text.text}}; },
          [](const Given& given) -> Json {
            return {{"from", "values"}, {"at", position_json(given.at)}};
          },
          [](const Stored&) -> Json { return {{"from", "authority"}}; },
          [](const KeyRef& key) -> Json {
            Json object{{"from", "entry"}};
            object.update(key_json(key));
            return object;
          },
          [](const FromAdmin& admin) -> Json {
            return {{"from", "admin"}, {"field", to_string(admin.field)}};
          },
          [](const Generated& drawn) -> Json {
            return {{"from", "generated"}, {"length", drawn.length}};
          },
          [](const Shared<UrlOf>&) -> Json { return {{"from", "url"}}; },
      },
      source);
}

}  // namespace pgberth
