#pragma once

#include "reconciler/base/shared.h"

#include <string>
#include <string_view>
#include <vector>

namespace pgberth {

/// Whom a berth on the server speaks of, before names are known. Admin is whoever pgberth works as.
enum class Who { Admin, Owner, Login, Public };

/// What a privilege is on. Schema is `public`; Tables are all tables in it; FutureTables are those
/// that the admin creates in it later.
enum class On { Database, Schema, Tables, FutureTables };

std::string_view to_string(On on);

struct Grant {
  On on;
  std::string privileges;  ///< As SQL writes it: "ALL", "CONNECT", "CONNECT, TEMPORARY".
  Who to;

  bool operator==(const Grant&) const = default;
};

struct Extension {
  std::string name;
  bool required;  ///< Not required: left out without a word where the server does not have it.

  bool operator==(const Extension&) const = default;
};

/// What a berth looks like on the server. A dialect has one or two of these, as constants.
struct Shape {
  Who database_owner = Who::Admin;
  Who schema_owner = Who::Admin;  ///< Admin: schema `public` is left to whom the server gave it.
  bool owner_role = false;        ///< A NOLOGIN role owns; the login role is a member of it.
  bool login_inherits = true;
  bool public_connects = true;     ///< PUBLIC keeps CONNECT and TEMPORARY.
  Shared<std::string> encoding{};  ///< "" = the server's default.
  Shared<std::string> locale{};    ///< Collation and character type; "" = the server's default.
  Shared<std::string> from{};      ///< Template database; "" = the server's default.
  std::vector<Grant> once{};       ///< Given while building.
  std::vector<Grant> per_login{};  ///< Given to each login, also to later ones.
  std::vector<Extension> extensions{};

  bool operator==(const Shape&) const = default;
};

/// What the values, or the operator, let pgberth create on the server. All false: nothing there;
/// entries may still be born.
struct MayCreate {
  bool login = false;
  bool owner = false;
  bool database = false;

  bool any() const { return login || owner || database; }
  bool operator==(const MayCreate&) const = default;
};

}  // namespace pgberth
