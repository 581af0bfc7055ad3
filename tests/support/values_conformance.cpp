#include "tests/support/values_conformance.h"

#include <nlohmann/json.hpp>

#include "tests/support/values_tree.h"
#include <algorithm>
#include <cstdlib>
#include <sstream>

namespace pgberth::testing {
namespace {

std::vector<std::string> cells(const std::string& line) {
  std::vector<std::string> parts(1);
  for (const char c : line) {
    if (c == '\t')
      parts.emplace_back();
    else if (c != '\r')
      parts.back() += c;
  }
  return parts;
}

/// The claim's place of `service` in a store of `kind`, or nullptr.
const Place* place_in(const Claim& claim, StoreKind kind, const std::string& service) {
  for (const Place& place : claim.places) {
    const bool secret = kind == StoreKind::Kubernetes;
    if (place.entry.store.kind == kind &&
        (!secret || place.entry.path->ends_with("/" + service + "-dbcreds")))
      return &place;
  }
  return nullptr;
}

std::string shown(const Document& document, Field field) {
  const auto source = document.find(field);
  if (source == document.end()) return "";
  if (const auto* text = std::get_if<Text>(&source->second)) return text->text;
  const auto* key = std::get_if<KeyRef>(&source->second);
  if (key == nullptr) return "";
  const std::string& path = key->entry.path;
  const bool aws = key->entry.store.kind == StoreKind::Aws;
  return (aws ? path : path.substr(path.find('/') + 1)) + "#" + *key->key;
}

}  // namespace

std::optional<std::filesystem::path> shared_data(const std::string& folder) {
  // NOLINTNEXTLINE(concurrency-mt-unsafe): no test sets variables
  const char* set = std::getenv("PGBERTH_SHARED");
  const std::filesystem::path root =
      set == nullptr ? std::filesystem::path(PGBERTH_SOURCE_DIR) / ".." / "shared" : set;
  const std::filesystem::path data = root / "data" / folder;
  return std::filesystem::is_directory(data) ? std::optional(data) : std::nullopt;
}

std::vector<std::filesystem::path> cases_in(const std::filesystem::path& folder) {
  std::vector<std::filesystem::path> cases;
  for (const auto& entry : std::filesystem::directory_iterator(folder))
    if (entry.is_directory()) cases.push_back(entry.path());
  std::ranges::sort(cases);
  return cases;
}

Case read_case(const std::filesystem::path& folder) {
  const auto json = nlohmann::json::parse(slurp(folder / "case.json"));
  return {.settings = {.name = EnvironmentName{folder.filename().string()},
                       .dialect = "gen3",
                       .files = json.at("values").get<std::vector<std::string>>(),
                       .release = json.at("release").get<std::string>(),
                       .namespaces = {json.at("namespace").get<std::string>()}},
          .helm_renders = json.at("helm_renders").get<bool>()};
}

Table expected_rows(const std::filesystem::path& folder) {
  std::istringstream lines(slurp(folder / "expected.tsv"));
  std::string line;
  std::getline(lines, line);
  const std::vector<std::string> header = cells(line);
  Table table;
  while (std::getline(lines, line)) {
    const std::vector<std::string> parts = cells(line);
    Row row;
    for (std::size_t i = 0; i < header.size(); ++i)
      row[header[i]] = i < parts.size() ? parts[i] : "";
    table[parts.front()] = row;
  }
  return table;
}

Table rows_of(const Desired& desired) {
  Table table;
  for (const auto& [id, claim] : desired.claims.claims) {
    for (const auto& [service, at] : claim.services) {
      const Place* secret = place_in(claim, StoreKind::Kubernetes, service.str());
      const Place* entry = place_in(claim, StoreKind::Aws, service.str());
      const bool local = secret != nullptr && secret->may_create();
      const bool pushed = entry != nullptr && entry->may_create();
      const bool mirrored = secret != nullptr && secret->part == Part::Mirror;
      const Document& admin = desired.claims.servers.at(claim.server).admin;
      table[service.str()] = {
          {"chart", service.str()},
          {"database", shown(claim.credential, Field::Database)},
          {"username", shown(claim.credential, Field::Username)},
          {"port", shown(claim.credential, Field::Port)},
          {"host", shown(claim.credential, Field::Host)},
          {"local_secret", local ? "1" : "0"},
          {"bootstrap", pushed ? "1" : "0"},
          {"push_remote_key", pushed ? entry->entry.path : ""},
          {"es_remote_key", entry != nullptr && mirrored ? entry->entry.path : ""},
          {"job", claim.create_asked ? "1" : "0"},
          {"job_PGHOST", claim.create_asked ? shown(admin, Field::Host) : ""}};
    }
  }
  return table;
}

}  // namespace pgberth::testing
