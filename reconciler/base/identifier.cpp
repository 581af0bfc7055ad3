#include "reconciler/base/identifier.h"

#include "reconciler/base/hash.h"

#include <algorithm>
#include <array>
#include <optional>

namespace pgberth {
namespace {

using namespace std::string_literals;

constexpr std::array<std::string_view, 3> kReservedDatabases{"postgres", "template0", "template1"};
constexpr std::array<std::string_view, 12> kReservedRoles{
    "postgres",          "public",        "none",     "current_user",
    "session_user",      "current_role",  "rdsadmin", "rds_superuser",
    "cloudsqlsuperuser", "cloudsqladmin", "azuresu",  "azure_pg_admin"};

bool has_control_character(std::string_view text) {
  return std::ranges::any_of(text, [](unsigned char c) { return c < 0x20 || c == 0x7f; });
}

/// What is wrong with `text` as the name of a `kind`, before the reserved names are looked at.
std::optional<Error> malformed(std::string_view text, const std::string& kind,
                               const SourcePos& where) {
  if (text.empty())
    return Error{.code = Code::NameEmpty,
                 .what = "the name of the " + kind + " is empty",
                 .where = where,
                 .hint = "Give it a name of 1 to 63 bytes."};
  if (!valid_utf8(text) || has_control_character(text))
    return Error{.code = Code::NameInvalid,
                 .what = kind + " name has a control character or is not UTF-8",
                 .where = where,
                 .hint = "Use printable characters."};
  if (text.size() > kMaxIdentifierBytes)
    return Error{.code = Code::NameTooLong,
                 .what = kind + " name \"" + std::string(text) + "\" has " +
                         std::to_string(text.size()) + " bytes, Postgres keeps 63",
                 .where = where,
                 .hint = "Shorten it, or the release name that it is made from."};
  return std::nullopt;
}

Error reserved(std::string_view text, const std::string& kind, const SourcePos& where) {
  return {.code = Code::NameReserved,
          .what = kind + " name \"" + std::string(text) + "\" is reserved",
          .where = where,
          .hint =
              "Choose another name; this one belongs to Postgres, to the provider of the "
              "server or to pgberth itself."};
}

int sequence_length(unsigned char lead) {
  if (lead < 0x80) return 1;
  if (lead >= 0xc2 && lead <= 0xdf) return 2;
  if (lead >= 0xe0 && lead <= 0xef) return 3;
  if (lead >= 0xf0 && lead <= 0xf4) return 4;
  return 0;
}

/// The range that the second byte must be in, given the first.
std::pair<unsigned char, unsigned char> second_byte_range(unsigned char lead) {
  switch (lead) {
    case 0xe0:
      return {0xa0, 0xbf};
    case 0xed:
      return {0x80, 0x9f};
    case 0xf0:
      return {0x90, 0xbf};
    case 0xf4:
      return {0x80, 0x8f};
    default:
      return {0x80, 0xbf};
  }
}

}  // namespace

bool valid_utf8(std::string_view text) {
  for (std::size_t i = 0; i < text.size();) {
    const auto lead = static_cast<unsigned char>(text[i]);
    const auto length = static_cast<std::size_t>(sequence_length(lead));
    if (length == 0 || i + length > text.size()) return false;
    for (std::size_t k = 1; k < length; ++k) {
      const auto byte = static_cast<unsigned char>(text[i + k]);
      const auto [low, high] =
          k == 1 ? second_byte_range(lead) : std::pair<unsigned char, unsigned char>{0x80, 0xbf};
      if (byte < low || byte > high) return false;
    }
    i += length;
  }
  return true;
}

Result<DatabaseName> database_name(std::string_view text, const SourcePos& where) {
  if (auto error = malformed(text, "database", where)) return *std::move(error);
  if (std::ranges::find(kReservedDatabases, text) != kReservedDatabases.end() ||
      text.starts_with("pg_") || text.starts_with(kReservedPrefix))
    return reserved(text, "database", where);
  return DatabaseName{std::string(text)};
}

Result<RoleName> role_name(std::string_view text, const SourcePos& where) {
  if (auto error = malformed(text, "role", where)) return *std::move(error);
  if (std::ranges::find(kReservedRoles, text) != kReservedRoles.end() || text.starts_with("pg_") ||
      text.starts_with(kReservedPrefix))
    return reserved(text, "role", where);
  return RoleName{std::string(text)};
}

DatabaseName building_name(const DatabaseName& database) {
  return DatabaseName{std::string(kReservedPrefix) + hex(stable_hash(database.str()))};
}

std::string building_comment(const DatabaseName& database) {
  return "pgberth builds \"" + database.str() + "\"";
}

std::string owner_comment(const DatabaseName& database) {
  return "pgberth: owns \"" + database.str() + "\"";
}

}  // namespace pgberth
