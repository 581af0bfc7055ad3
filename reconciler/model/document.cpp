#include "reconciler/model/document.h"

namespace pgberth {
namespace {

constexpr std::string_view kAlphaNumeric =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

}  // namespace

std::string_view to_string(StoreKind kind) {
  switch (kind) {
    case StoreKind::Kubernetes:
      return "kubernetes";
    case StoreKind::Aws:
      return "aws";
    case StoreKind::Vault:
      return "vault";
    case StoreKind::File:
      break;
  }
  return "file";
}

std::string to_string(const StoreId& store) {
  const std::string text(to_string(store.kind));
  return store.name->empty() ? text : text + ":" + *store.name;
}

std::string to_string(const EntryRef& entry) {
  return to_string(entry.store) + " " + *entry.path;
}

std::string_view to_string(Field field) {
  switch (field) {
    case Field::Engine:
      return "engine";
    case Field::Database:
      return "database";
    case Field::Username:
      return "username";
    case Field::Password:
      return "password";
    case Field::Host:
      return "host";
    case Field::Port:
      return "port";
    case Field::Owner:
      return "owner";
    case Field::Url:
      break;
  }
  return "url";
}

std::string_view characters(Alphabet alphabet) {
  return alphabet == Alphabet::Hexadecimal ? "0123456789abcdef" : kAlphaNumeric;
}

const Text* text_of(const Document& document, Field field) {
  const auto found = document.find(field);
  return found == document.end() ? nullptr : std::get_if<Text>(&found->second);
}

std::string text_or_empty(const Document& document, Field field) {
  const Text* text = text_of(document, field);
  return text == nullptr ? std::string{} : text->text;
}

}  // namespace pgberth
