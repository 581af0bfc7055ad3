#include "reconciler/adapters/postgres/sql.h"

namespace pgberth::sql {
namespace {

std::string doubled(std::string_view text, char quote) {
  std::string quoted(1, quote);
  for (const char c : text) {
    if (c == quote) quoted += quote;
    quoted += c;
  }
  return quoted + quote;
}

}  // namespace

std::string identifier(std::string_view name) {
  return doubled(name, '"');
}

std::string literal(std::string_view text) {
  return doubled(text, '\'');
}

void Array::add(std::string_view element) {
  if (!elements_.empty()) elements_ += ',';
  elements_ += '"';
  for (const char c : element) {
    if (c == '"' || c == '\\') elements_ += '\\';
    elements_ += c;
  }
  elements_ += '"';
}

std::string array_of(const std::set<std::string>& texts) {
  Array array;
  for (const std::string& text : texts) array.add(text);
  return array.text();
}

}  // namespace pgberth::sql
