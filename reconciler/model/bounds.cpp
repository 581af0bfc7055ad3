#include "reconciler/model/bounds.h"

#include <algorithm>
#include <set>
#include <utility>

namespace pgberth {
namespace {

bool fits_any(std::string_view text, const std::vector<std::string>& patterns) {
  return patterns.empty() || std::ranges::any_of(patterns, [&](const std::string& pattern) {
           return fits(text, pattern);
         });
}

/// Of the path of a Kubernetes entry, "namespace/name".
std::string_view namespace_of(const EntryRef& entry) {
  const std::string_view path = *entry.path;
  return path.substr(0, path.find('/'));
}

void add_entries(const Document& document, std::set<EntryRef>& entries) {
  for (const auto& [field, source] : document)
    if (const auto* key = std::get_if<KeyRef>(&source)) entries.insert(key->entry);
}

/// All entries that would be read or written for `claim`.
std::set<EntryRef> entries_of(const Claim& claim, const Claims& claims) {
  std::set<EntryRef> entries;
  for (const Place& place : claim.places) entries.insert(place.entry);
  for (const Mark& mark : claim.ready) entries.insert(mark.key.entry);
  add_entries(claim.credential, entries);
  const auto server = claims.servers.find(claim.server);
  if (server != claims.servers.end() && claim.needs_server())
    add_entries(server->second.admin, entries);
  return entries;
}

Finding outside(const Claim& claim, const std::string& what, const std::string& list) {
  return {
      .code = Code::OutOfBounds,
      .what = what + " is outside of what environment \"" + claim.environment.str() + "\" may name",
      .where = claim.asked_at,
      .hint = "Correct the values, or add it to bounds." + list +
              " in the settings if it is "
              "rightly theirs.",
      .claims = {claim.id}};
}

void check(const Claim& claim, const Claims& claims, const Bounds& bounds, Findings& findings) {
  for (const EntryRef& entry : entries_of(claim, claims))
    if (!allows(bounds, entry))
      findings.push_back(
          outside(claim, to_string(entry),
                  entry.store.kind == StoreKind::Kubernetes ? "namespaces" : "entries"));
  const auto server = claims.servers.find(claim.server);
  if (server == claims.servers.end() || !claim.needs_server()) return;
  const Text* host = text_of(server->second.admin, Field::Host);
  if (host != nullptr && !fits_any(host->text, bounds.hosts))
    findings.push_back(outside(claim, "host \"" + host->text + "\"", "hosts"));
}

}  // namespace

bool allows(const Bounds& bounds, const EntryRef& entry) {
  return entry.store.kind == StoreKind::Kubernetes
             ? fits_any(namespace_of(entry), bounds.namespaces)
             : fits_any(*entry.path, bounds.entries);
}

bool fits(std::string_view text, std::string_view pattern) {
  std::size_t t = 0;
  std::size_t p = 0;
  std::size_t star = std::string_view::npos;  // Where the last `*` stands, and
  std::size_t taken = 0;                      // how much text it may have taken.
  while (t < text.size()) {
    if (p < pattern.size() && pattern[p] == '*') {
      star = p++;
      taken = t;
    } else if (p < pattern.size() && (pattern[p] == '?' || pattern[p] == text[t])) {
      ++p;
      ++t;
    } else if (star != std::string_view::npos) {
      p = star + 1;
      t = ++taken;
    } else {
      return false;
    }
  }
  while (p < pattern.size() && pattern[p] == '*') ++p;
  return p == pattern.size();
}

Findings keep_within(const BoundsOf& bounds, Claims& claims) {
  Findings findings;
  for (const auto& [id, claim] : claims.claims) {
    const auto of_environment = bounds.find(claim.environment);
    if (of_environment != bounds.end() && claim.planned())
      check(claim, claims, of_environment->second, findings);
  }
  block(claims, findings);
  return findings;
}

}  // namespace pgberth
