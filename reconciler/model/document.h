#pragma once

#include "reconciler/base/name.h"
#include "reconciler/base/shared.h"
#include "reconciler/base/source_pos.h"

#include <compare>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <variant>

namespace pgberth {

enum class StoreKind { Kubernetes, Aws, Vault, File };

/// "kubernetes", "aws", "vault", "file".
std::string_view to_string(StoreKind kind);

/// One secret store. `name` tells apart several of a kind; "" is the environment's own.
struct StoreId {
  StoreKind kind;
  Shared<std::string> name{};

  auto operator<=>(const StoreId&) const = default;
};

/// "kubernetes", or "kubernetes:other" when it has a name.
std::string to_string(const StoreId& store);

/// One entry in one store. `path` is "namespace/name" in Kubernetes and verbatim elsewhere.
struct EntryRef {
  StoreId store;
  Shared<std::string> path;

  auto operator<=>(const EntryRef&) const = default;
};

/// "aws prod-fence-creds".
std::string to_string(const EntryRef& entry);

struct KeyRef {
  EntryRef entry;
  Shared<std::string> key;

  auto operator<=>(const KeyRef&) const = default;
};

/// What a credential, or a server's admin login, is made of. Owner is the role that a login sets
/// (`set_role`); Url is composed from the rest.
enum class Field : std::uint8_t { Engine, Database, Username, Password, Host, Port, Owner, Url };

/// "database", "username", …
std::string_view to_string(Field field);

/// Whether the field's content must never be shown.
inline bool is_secret(Field field) {
  return field == Field::Password || field == Field::Url;
}

/// The characters that generated passwords are drawn from. None of them needs escaping anywhere.
enum class Alphabet : std::uint8_t { AlphaNumeric, Hexadecimal };

/// "A-Za-z0-9" or "0-9a-f", spelled out.
std::string_view characters(Alphabet alphabet);

// Where a value comes from. None of these holds a secret, so claims and plans can be printed.

/// A public constant; where it was written does not count when two are compared.
struct Text {
  std::string text;
  SourcePos at{};

  bool operator==(const Text& other) const { return text == other.text; }
};
/// A secret constant in values or settings; the bytes are in Desired::given under `at`.
struct Given {
  SourcePos at;
  bool operator==(const Given&) const = default;
};
/// Only the claim's authority entry can say.
struct Stored {
  bool operator==(const Stored&) const = default;
};
/// The same as this field of the server's admin login.
struct FromAdmin {
  Field field;
  bool operator==(const FromAdmin&) const = default;
};
/// Drawn when the authority entry is born.
struct Generated {
  Alphabet alphabet = Alphabet::AlphaNumeric;
  int length = 32;
  bool operator==(const Generated&) const = default;
};

/// A libpq URI, put together from these and the password when its entry is born.
struct UrlOf {
  std::string username{};
  std::string host{};
  std::string port{};
  std::string database{};
  std::string password_key;  ///< The key of the same entry that holds the password.
  bool operator==(const UrlOf&) const = default;
};

using Source = std::variant<Text, Given, Stored, KeyRef, FromAdmin, Generated, Shared<UrlOf>>;

/// A credential, or a server's admin login: each field and where it comes from.
using Document = std::map<Field, Source>;

/// The text of `field` when it is a constant, else nullptr.
const Text* text_of(const Document& document, Field field);

/// That text; "": it is none, or no constant.
std::string text_or_empty(const Document& document, Field field);

}  // namespace pgberth
