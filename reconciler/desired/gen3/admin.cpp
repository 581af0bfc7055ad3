#include "reconciler/desired/gen3/admin.h"

#include "reconciler/desired/gen3/mode.h"
#include "reconciler/desired/gen3/texts.h"

#include <optional>
#include <string>
#include <utility>

namespace pgberth::gen3 {
namespace {

constexpr std::string_view kMasterSecret = "global.postgres.externalSecret";

/// The entry that holds the master credential: External Secrets reads it from Secrets Manager,
/// without that it is a Secret that somebody made. Its name is used as it is.
EntryRef master_entry(const std::string& name, const EnvironmentSettings& settings, bool deploy) {
  if (deploy) return {.store = {.kind = StoreKind::Aws}, .path = name};
  return {.store = {.kind = StoreKind::Kubernetes}, .path = settings.name_space() + "/" + name};
}

void set(Document& admin, Field field, std::optional<Text> text) {
  if (text) admin.insert_or_assign(field, *std::move(text));
}

}  // namespace

Document admin_of(Fields& fields, const EnvironmentSettings& settings, bool deploy,
                  GivenSecrets& given) {
  Document admin;
  const std::string server = settings.release + "-postgresql";
  const bool dev = flag(fields, "global.dev");
  std::optional<Text> master = printed(fields, kMasterSecret);
  if (master) master->text = entry_text(master->text);
  if (master) {
    const EntryRef entry = master_entry(master->text, settings, deploy);
    admin = {{Field::Username, KeyRef{entry, "username"}},
             {Field::Port, KeyRef{entry, "port"}},
             {Field::Password, KeyRef{entry, "password"}},
             {Field::Host, KeyRef{entry, "host"}}};
    if (deploy && !kubernetes_name(master->text))
      fields.refuse(Code::EntryNameUnusable, kMasterSecret,
                    "names \"" + master->text + "\", which cannot be the name of a Secret too",
                    "External Secrets copies the entry to a Secret of the same name; use "
                    "lower-case letters, digits and dashes.");
    if (dev)
      fields.refuse(Code::MixedAdmin, kMasterSecret,
                    "gives the user and port, but global.dev the host and password",
                    "Turn global.dev off, or leave the master secret out.");
  } else {
    set(admin, Field::Username, printed(fields, "global.postgres.master.username"));
    set(admin, Field::Port, printed(fields, "global.postgres.master.port"));
    if (!dev) {
      set(admin, Field::Host, printed(fields, "global.postgres.master.host"));
      if (const auto password = secret(fields, "global.postgres.master.password", given))
        admin.insert_or_assign(Field::Password, *password);
    }
  }
  if (dev) {
    const EntryRef bundled{.store = {.kind = StoreKind::Kubernetes},
                           .path = settings.name_space() + "/" + server};
    admin.insert_or_assign(Field::Host, Text{.text = server, .at = fields.where("global.dev")});
    admin.insert_or_assign(Field::Password, KeyRef{bundled, "postgres-password"});
  }
  return admin;
}

ServerId server_id(const EnvironmentName& environment, const Document& admin) {
  std::string host = "?";
  if (const Text* text = text_of(admin, Field::Host)) host = text->text;
  if (const auto found = admin.find(Field::Host); found != admin.end())
    if (const auto* key = std::get_if<KeyRef>(&found->second))
      host = *key->entry.path + "#" + *key->key;
  return ServerId{environment.str() + "/" + host};
}

}  // namespace pgberth::gen3
