#include "reconciler/desired/gen3/places.h"

#include "reconciler/desired/gen3/texts.h"
#include "reconciler/desired/truth.h"

#include <algorithm>
#include <string>

namespace pgberth::gen3 {
namespace {

constexpr std::string_view kEntryName = "externalSecrets.dbcreds";
constexpr const char* kReadyKey = "dbcreated";

/// Whether Secrets Manager takes `name`.
bool entry_name_usable(const std::string& name) {
  const auto allowed = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           std::string_view("/_+=.@-").find(c) != std::string_view::npos;
  };
  return !name.empty() && name.size() <= 512 && std::ranges::all_of(name, allowed);
}

/// The entry's name: its own setting, else `<environment>-<service>-creds`.
Text entry_name(Fields& fields) {
  if (const auto own = printed(fields, kEntryName))
    return {.text = entry_text(own->text), .at = own->at};
  Text name{.text = "-" + fields.service().name + "-creds", .at = fields.service().at};
  if (const auto environment = printed(fields, "global.environment"))
    name.text.insert(0, environment->text);
  else
    name.text.insert(0, go_text(fields.peek("global.environment")));
  name.text = entry_text(name.text);
  return name;
}

Place secret_place(const Fields& fields, const EnvironmentSettings& settings,
                   const Layouts& layouts) {
  const bool may = settings.policy.local_secret == Policy::LocalSecret::Create;
  const Service& service = fields.service();
  return {.entry = {.store = {.kind = StoreKind::Kubernetes},
                    .path = settings.name_space() + "/" + service.name + "-dbcreds"},
          .part = Part::Authority,
          .birth = may ? Birth::WholeEntry : Birth::MustExist,
          .layout = layouts.secret,
          .asked_at = service.at};
}

Place entry_place(Fields& fields, Birth birth, const Layouts& layouts) {
  const Text name = entry_name(fields);
  if (!entry_name_usable(name.text))
    fields.refuse(Code::EntryNameUnusable, kEntryName,
                  "leads to the entry \"" + name.text + "\", which Secrets Manager refuses",
                  "Use letters, digits and /_+=.@- for it.");
  return {.entry = {.store = {.kind = StoreKind::Aws}, .path = name.text},
          .part = Part::Authority,
          .birth = birth,
          .layout = birth == Birth::MustExist ? layouts.secret : layouts.pushed,
          .asked_at = name.at};
}

/// The chart draws a new password for its own Secret whenever it is rendered. One that Argo CD
/// would put in the place of ours is not made.
void spare_from_sync(Fields& fields, const EnvironmentSettings& settings, Place& secret) {
  const std::string& name = fields.service().name;
  if (!settings.sync ||
      settings.sync->keeps(settings.name_space(), name + "-dbcreds", to_string(Field::Password)))
    return;
  secret.birth = Birth::MustExist;
  fields.findings().push_back(
      {.code = Code::SecretReplaced,
       .what = "each sync of this application would replace the passwords of the chart's own "
               "Secrets, so none is created",
       .where = settings.sync->at,
       .hint = "Let it ignore the /data of Secrets, with the sync option "
               "RespectIgnoreDifferences=true."});
}

}  // namespace

Layouts layouts(const EnvironmentSettings& settings) {
  Layout secret{.keys = {{"database", {.what = Field::Database}},
                         {"host", {.what = Field::Host}},
                         {"password", {.what = Field::Password}},
                         {"port", {.what = Field::Port}},
                         {"username", {.what = Field::Username}}}};
  const Layout copied = secret;
  Layout pushed = secret;
  secret.release = {.name = settings.release, .name_space = settings.name_space()};
  pushed.keys.emplace(kReadyKey, Slot{.what = std::string("true")});
  return {.secret = secret, .pushed = pushed, .copied = copied};
}

std::vector<Place> places_of(Fields& fields, const EnvironmentSettings& settings, Mode mode,
                             const Layouts& layouts) {
  Place secret = secret_place(fields, settings, layouts);
  if (mode == Mode::Local || mode == Mode::PushAndLocal) spare_from_sync(fields, settings, secret);
  switch (mode) {
    case Mode::Local:
      return {secret};
    case Mode::Unserved:
      secret.part = Part::Mirror;
      secret.birth = Birth::MustExist;
      return {secret};
    case Mode::Pull:
    case Mode::Push:
      if (settings.policy.mirror == Policy::Mirror::Copy) {
        secret.part = Part::Copy;
        secret.layout = layouts.copied;
      } else {
        secret.part = Part::Mirror;
        secret.birth = Birth::MustExist;
      }
      return {
          entry_place(fields, mode == Mode::Push ? Birth::WholeEntry : Birth::MustExist, layouts),
          secret};
    case Mode::PushAndLocal:
      break;
  }
  secret.part = Part::Copy;
  return {entry_place(fields, Birth::WholeEntry, layouts), secret};
}

std::vector<Mark> ready_marks(const std::vector<Place>& places, bool creates, bool waited_for) {
  std::vector<Mark> marks;
  for (const Place& place : places) {
    const bool own = place.entry.store.kind == StoreKind::Kubernetes && place.part != Part::Mirror;
    const bool synced = place.entry.store.kind == StoreKind::Aws && waited_for;
    if ((own && creates) || synced)
      marks.push_back(
          {.key = {.entry = place.entry, .key = kReadyKey}, .value = "true", .by_hand = synced});
  }
  return marks;
}

std::string marked_at_birth(const std::vector<Place>& places) {
  const bool marked = std::ranges::any_of(places, [](const Place& place) {
    return place.part == Part::Authority && place.layout->keys.contains(kReadyKey);
  });
  return marked ? kReadyKey : "";
}

}  // namespace pgberth::gen3
