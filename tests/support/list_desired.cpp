#include "tests/support/list_desired.h"

#include "reconciler/base/overloaded.h"

namespace pgberth::testing {
namespace {

/// Control characters spelled out, so that a listing is plain text whatever values say.
std::string plain(const std::string& text) {
  constexpr const char* digits = "0123456789abcdef";
  std::string shown;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte >= 0x20 && byte != 0x7f)
      shown += c;
    else
      shown += std::string("\\x") + digits[byte / 16] + digits[byte % 16];
  }
  return shown;
}

std::string shown(Birth birth) {
  switch (birth) {
    case Birth::MustExist:
      return "must exist";
    case Birth::WholeEntry:
      return "is made whole";
    case Birth::MissingKeys:
      break;
  }
  return "is added";
}

std::string shown(const Slot& slot) {
  const auto* field = std::get_if<Field>(&slot.what);
  if (field == nullptr) return "= \"" + std::get<std::string>(slot.what) + "\"";
  return "= " + std::string(to_string(*field)) + (slot.number ? " (a number)" : "");
}

std::string shown(const Shape& shape) {
  std::string text = "  shape:";
  if (shape.owner_role) text += " owner role,";
  text += shape.database_owner == Who::Admin   ? " the admin's"
          : shape.database_owner == Who::Owner ? " the owner's"
                                               : " the login's";
  if (!shape.public_connects) text += ", closed to public";
  for (const auto& [what, of] : {std::pair("encoding", shape.encoding),
                                 std::pair("locale", shape.locale), std::pair("from", shape.from)})
    if (!of->empty()) text += std::string(", ") + what + " " + *of;
  return text + "\n";
}

std::string shown(const Place& place) {
  std::string keys;
  for (const auto& [key, slot] : place.layout->keys)
    keys += (keys.empty() ? "" : ", ") + key + " " + shown(slot);
  return std::string(to_string(place.part)) + ": " + to_string(place.entry) + " " +
         (place.layout->envelope.empty() ? "" : place.layout->envelope + ": ") + "{" + keys +
         "}, " + shown(place.birth) + ", " + to_string(place.asked_at);
}

std::string shown(const Document& document) {
  std::string text;
  for (const auto& [field, source] : document)
    text += "  " + std::string(to_string(field)) + ": " + listing(source) + "\n";
  return text;
}

std::string shown(const Claim& claim) {
  std::string text = "claim " + claim.id.str() + (claim.blocked ? " (blocked)" : "") +
                     (claim.selected ? "" : " (not selected)") + " " + to_string(claim.asked_at) +
                     "\n  on " + claim.server.str() + (claim.may_create.any() ? ", created" : "") +
                     "\n";
  for (const auto& [service, at] : claim.services) text += "  for " + service.str() + "\n";
  text += shown(claim.credential);
  if (claim.may_create.database) text += shown(*claim.shape);
  for (const Place& place : claim.places) text += "  " + shown(place) + "\n";
  return text;
}

std::string shown(const Finding& finding) {
  std::string text =
      to_string(finding.code) + " " + to_string(finding.where) + " " + plain(finding.what);
  for (const SourcePos& other : finding.also) text += ", also " + to_string(other);
  for (const ClaimId& claim : finding.claims) text += "\n  about " + claim.str();
  return text + "\n";
}

}  // namespace

std::string listing(const Source& source) {
  return std::visit(
      overloaded{[](const Text& text) {
                   return "\"" + plain(text.text) + "\"" +
                          (text.at.known() ? " " + to_string(text.at) : "");
                 },
                 [](const Given& given) { return "given at " + to_string(given.at); },
                 [](const Stored&) { return std::string("what is stored"); },
                 [](const KeyRef& key) { return to_string(key.entry) + " key " + *key.key; },
                 [](const FromAdmin& admin) {
                   return "the admin's " + std::string(to_string(admin.field));
                 },
                 [](const Shared<UrlOf>&) { return std::string("a URL of the rest"); },
                 [](const Generated& drawn) {
                   return std::to_string(drawn.length) + " of " +
                          std::string(characters(drawn.alphabet));
                 }},
      source);
}

std::string listing(const Desired& desired) {
  std::string text;
  for (const auto& [id, server] : desired.claims.servers)
    text += "server " + id.str() + "\n" + shown(server.admin);
  for (const auto& [id, claim] : desired.claims.claims) text += shown(claim);
  for (const Finding& finding : desired.findings) text += shown(finding);
  return text;
}

}  // namespace pgberth::testing
