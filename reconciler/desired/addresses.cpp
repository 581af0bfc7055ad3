#include "reconciler/desired/addresses.h"

#include "reconciler/base/identifier.h"
#include "reconciler/base/logins.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <map>
#include <set>
#include <utility>

namespace pgberth {
namespace {

constexpr std::size_t kLongestHost = 253;
constexpr std::string_view kEllipsis = "\xe2\x80\xa6";
constexpr std::array kNames{Field::Database, Field::Username, Field::Port, Field::Owner};

/// Whether `text` is letters with "://" behind them, as in "postgresql://".
bool is_scheme(std::string_view text) {
  return std::ranges::all_of(text.substr(0, text.size() - 3), [](unsigned char c) {
    return std::isalpha(c) != 0 || c == '+' || c == '.' || c == '-';
  });
}

/// Gathers what is refused, each constant once, with all claims that would have used it.
class Refusals {
 public:
  /// Refuses what `document` must not say; whether there was anything.
  bool refuse(Document& document, const std::set<ClaimId>& claims, const SourcePos& otherwise) {
    bool any = take(document, Field::Host, claims, otherwise);
    for (const Field field : kNames) any = take(document, field, claims, otherwise) || any;
    return any;
  }

  Findings finish() && {
    Findings findings;
    for (auto& [key, finding] : findings_) findings.push_back(std::move(finding));
    return findings;
  }

 private:
  bool take(Document& document, Field field, const std::set<ClaimId>& claims,
            const SourcePos& otherwise) {
    const Text* text = text_of(document, field);
    if (text == nullptr || text->text.empty() || fine(field, text->text)) return false;
    const SourcePos& at = text->at.known() ? text->at : otherwise;
    const auto [found, fresh] = findings_.try_emplace({at, field}, finding(field, text->text, at));
    found->second.claims.insert(claims.begin(), claims.end());
    document.erase(field);
    return true;
  }

  static bool fine(Field field, const std::string& text) {
    return field == Field::Host ? may_be_host(text) : without_logins(text) == text;
  }

  static Finding finding(Field field, const std::string& text, const SourcePos& at) {
    const std::string shown = "\"" + shown_without_login(text) + "\"";
    if (field != Field::Host)
      return {.code = Code::NameInvalid,
              .what = shown + " is a URL with a login, a " + std::string(to_string(field)) +
                      " is wanted",
              .where = at,
              .hint = "Write the " + std::string(to_string(field)) +
                      " alone, and change the password: it stands in the repository."};
    const bool login = text.find('@') != std::string::npos || text.find('=') != std::string::npos;
    return {.code = Code::NameInvalid,
            .what = shown + " is no host, a name or an address is wanted",
            .where = at,
            .hint = std::string("Write the host alone, without scheme, login, path and blanks") +
                    (login ? "; if a password stands there, change it: it is in the repository."
                           : ".")};
  }

  std::map<std::pair<SourcePos, Field>, Finding> findings_{};
};

/// Gives the server a name that says nothing of what it was called after.
void rename(const ServerId& id, Claims& claims, const std::set<ClaimId>& users) {
  auto server = claims.servers.extract(id);
  if (users.empty()) return;
  const EnvironmentName& environment = claims.claims.at(*users.begin()).environment;
  server.mapped().id = ServerId{environment.str() + "/?"};
  for (const ClaimId& user : users) claims.claims.at(user).server = server.mapped().id;
  server.key() = server.mapped().id;
  claims.servers.insert(std::move(server));
}

}  // namespace

bool may_be_host(std::string_view text) {
  const auto odd = [](unsigned char c) {
    return c <= 0x20 || c == 0x7f ||
           std::string_view("@?#=\\\"'`<>").find(static_cast<char>(c)) != std::string_view::npos;
  };
  const bool folder = text.starts_with('/');
  return text.size() <= kLongestHost && valid_utf8(text) && std::ranges::none_of(text, odd) &&
         (folder || text.find('/') == std::string_view::npos);
}

/// Only what is certain to be a host is left of what has a login: passwords may have any character.
std::string shown_without_login(std::string_view text) {
  const std::size_t colons = text.find("://");
  const std::string scheme(colons == std::string_view::npos ? "" : text.substr(0, colons + 3));
  const std::string_view rest = text.substr(scheme.size());
  const auto sign = rest.find('@');
  const bool plain = rest.find_first_of("?=#& \t\r\n") == std::string_view::npos;
  const bool one = sign == rest.rfind('@');
  if (!scheme.empty() && !is_scheme(scheme)) return std::string(kEllipsis);
  if (sign == std::string_view::npos)
    return plain || (scheme.empty() && rest.find_first_of("?=#&") == std::string_view::npos)
               ? std::string(text)
               : scheme + std::string(kEllipsis);
  if (!plain || !one) return scheme + std::string(kEllipsis);
  const std::string_view host = rest.substr(sign + 1);
  return scheme + std::string(kEllipsis) + "@" + std::string(host.substr(0, host.find('/')));
}

Findings refuse_addresses(Claims& claims) {
  Refusals refusals;
  std::map<ServerId, std::set<ClaimId>> users;
  for (const auto& [id, claim] : claims.claims) users[claim.server].insert(id);
  std::vector<ServerId> renamed;
  for (auto& [id, server] : claims.servers) {
    const std::set<ClaimId>& theirs = users[id];
    const SourcePos at = theirs.empty() ? SourcePos{} : claims.claims.at(*theirs.begin()).asked_at;
    if (refusals.refuse(server.admin, theirs, at)) renamed.push_back(id);
  }
  for (auto& [id, claim] : claims.claims) refusals.refuse(claim.credential, {id}, claim.asked_at);
  for (const ServerId& id : renamed) rename(id, claims, users[id]);
  return std::move(refusals).finish();
}

}  // namespace pgberth
