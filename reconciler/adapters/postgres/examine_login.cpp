#include "reconciler/adapters/postgres/connect.h"
#include "reconciler/adapters/postgres/examine.h"

namespace pgberth {
namespace {

/// What is only said to who has been let in.
bool after_host_rules(const ConnectFailed& failed) {
  const bool answered = failed.kind == ConnectFailed::Kind::Refused;
  return answered && (failed.by == ConnectFailed::By::Database || failed.sqlstate == "3D000" ||
                      failed.sqlstate == "55000");
}

/// No, or a wish for another proof than that with which the admin is in already.
bool by_host_rules(const ConnectFailed& failed) {
  using Kind = ConnectFailed::Kind;
  return failed.kind == Kind::Weak || failed.kind == Kind::NoPassword ||
         (failed.kind == Kind::Refused && failed.sqlstate.starts_with("28"));
}

}  // namespace

Check let_in(const ServerAddress& address, const DatabaseName& database, const std::string& rule) {
  const std::string admin = "\"" + address.user + "\"";
  Check check{.about = "pg_hba.conf",
              .verdict = Verdict::Fine,
              .seen = "lets " + admin + " into more than database \"postgres\""};
  try {
    connect(address, {.database = database, .user = address.user, .password = address.password});
  } catch (const ConnectFailed& failed) {
    if (after_host_rules(failed)) return check;
    check.verdict = by_host_rules(failed) ? Verdict::Missing : Verdict::Unknown;
    check.seen = by_host_rules(failed)
                     ? "lets " + admin + " into no database that is to be worked on"
                     : "whether it lets " + admin + " into other databases could not be tried";
    if (by_host_rules(failed))
      check.cure =
          "# in pg_hba.conf, above the line that refuses:\n" + rule + "\nSELECT pg_reload_conf();";
  }
  return check;
}

}  // namespace pgberth
