#include "reconciler/base/overloaded.h"
#include "reconciler/report/json.h"
#include "reconciler/report/json_parts.h"

#include <charconv>
#include <optional>

namespace pgberth {
namespace {

/// A field as far as it is known: its text, or the key that knows it, or neither.
struct Known {
  std::optional<std::string> text{};
  std::optional<KeyRef> key{};
};

Known known_of_admin(const Claim& claim, const Claims& claims, Field field) {
  const auto server = claims.servers.find(claim.server);
  if (server == claims.servers.end()) return {};
  const auto found = server->second.admin.find(field);
  if (found == server->second.admin.end()) return {};
  if (const auto* text = std::get_if<Text>(&found->second)) return {.text = text->text};
  if (const auto* key = std::get_if<KeyRef>(&found->second)) return {.key = *key};
  return {};
}

/// The key of the claim's authority that holds `field`.
Known known_of_authority(const Claim& claim, Field field) {
  const Place* authority = authority_of(claim);
  if (authority == nullptr) return {};
  const std::string key = key_of(*authority->layout, field);
  if (key.empty()) return {};
  return {.key = KeyRef{.entry = authority->entry, .key = key}};
}

Known known_of(const Claim& claim, const Claims& claims, Field field) {
  const auto found = claim.credential.find(field);
  if (found == claim.credential.end()) return {};
  return std::visit(overloaded{
                        [](const Text& text) -> Known { return {.text = text.text}; },
                        [&](const Stored&) -> Known { return known_of_authority(claim, field); },
                        [](const KeyRef& key) -> Known { return {.key = key}; },
                        [&](const FromAdmin& admin) -> Known {
                          return known_of_admin(claim, claims, admin.field);
                        },
                        [](const auto&) -> Known { return {}; },
                    },
                    found->second);
}

std::optional<int> number(const std::string& text) {
  int value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (text.empty() || error != std::errc{} || end != text.data() + text.size()) return {};
  return value;
}

/// "host:port" of the server as its admin reaches it; Postgres' own port when none is told.
Known server_of(const Claim& claim, const Claims& claims) {
  Known host = known_of_admin(claim, claims, Field::Host);
  if (!host.text) return host;
  if (host.text->empty()) return {};
  Known port = known_of_admin(claim, claims, Field::Port);
  if (port.key) return port;
  return {.text = *host.text + ":" + (port.text && !port.text->empty() ? *port.text : "5432")};
}

/// Writes fields into a claim's object, and what is unknown into its `sources`.
class Fields {
 public:
  explicit Fields(Json& object) : object_(object) {}

  void put(const std::string& name, const Known& known) {
    object_[name] = known.text ? text_or_null(*known.text) : Json(nullptr);
    if (known.key) sources_[name] = key_json(*known.key);
  }

  /// As put(), as a number. A text that is none is null here and stands under `notNumbers`.
  void put_number(const std::string& name, const Known& known) {
    put(name, known);
    if (!known.text || known.text->empty()) return;
    if (const auto value = number(*known.text)) {
      object_[name] = *value;
    } else {
      object_[name] = nullptr;
      object_["notNumbers"][name] = *known.text;
    }
  }

  void finish() { object_["sources"] = sources_; }

 private:
  Json& object_;
  Json sources_ = Json::object();
};

Json places_json(const Claim& claim) {
  Json places = Json::array();
  for (const Place& place : claim.places) {
    Json object = entry_json(place.entry);
    object["part"] = to_string(place.part);
    object["create"] = place.may_create();
    places.push_back(std::move(object));
  }
  return places;
}

Json claims_json(const Claims& claims, bool passwords) {
  Json array = Json::array();
  for (const auto& [id, claim] : claims.claims) {
    Json object = claim_json(claim, claims);
    const auto password = claim.credential.find(Field::Password);
    if (passwords && password != claim.credential.end())
      object["password"] = source_json(password->second);
    array.push_back(std::move(object));
  }
  return array;
}

}  // namespace

Json claim_json(const Claim& claim, const Claims& claims) {
  Json services = Json::array();
  for (const auto& [service, at] : claim.services) services.push_back(service.str());
  Json object{{"id", claim.id.str()},
              {"environment", claim.environment.str()},
              {"service", services.empty() ? Json(nullptr) : services.front()},
              {"services", services}};
  Fields fields(object);
  fields.put("server", server_of(claim, claims));
  fields.put("database", known_of(claim, claims, Field::Database));
  fields.put("username", known_of(claim, claims, Field::Username));
  fields.put("host", known_of(claim, claims, Field::Host));
  fields.put_number("port", known_of(claim, claims, Field::Port));
  fields.put("adminHost",
             claim.create_asked ? known_of_admin(claim, claims, Field::Host) : Known{});
  object["create"] = claim.create_asked;
  object["places"] = places_json(claim);
  fields.finish();
  object["blocked"] = claim.blocked;
  object["selected"] = claim.selected;
  object["at"] = position_json(claim.asked_at);
  return object;
}

std::string desired_json(const Desired& desired) {
  return bytes_of({{"schema", "pgberth/desired/v1"},
                   {"claims", claims_json(desired.claims, false)},
                   {"findings", findings_json(desired.findings, desired.claims)}});
}

std::string resolved_json(const PassReport& report) {
  return bytes_of({{"schema", "pgberth/resolved/v1"},
                   {"claims", claims_json(report.resolved, true)},
                   {"findings", findings_json(report.findings, report.resolved)}});
}

}  // namespace pgberth
