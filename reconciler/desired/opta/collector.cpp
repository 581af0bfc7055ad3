#include "reconciler/desired/opta/collector.h"

#include "reconciler/desired/opta/advice.h"

#include <algorithm>
#include <iterator>
#include <optional>

namespace pgberth::opta {
namespace {

Layout layout_of(const Link& link, const std::string& sentinel) {
  Layout layout{.keys_of_values = link.renamed};
  for (const auto& [field, key] : link.names) {
    const bool stands_for =
        !sentinel.empty() && (field == Field::Database || field == Field::Username);
    layout.keys.emplace(key, stands_for ? Slot{.what = sentinel} : Slot{.what = field});
  }
  return layout;
}

/// Who says what a key of an entry is.
struct Writer {
  const Claim* claim;
  const Module* instance;
  Field field;
};

}  // namespace

void Collector::add(const Layer& layer) {
  if (layer.name.empty()) return;
  const auto before = static_cast<std::ptrdiff_t>(desired_.findings.size());
  std::map<std::string, Instance> instances;
  for (const Module& module : layer.modules) {
    if (!is_postgres(module.type)) continue;
    Instance instance = instance_of(module, layer, options_, desired_.given);
    instances_.insert(instance.name);
    instances.emplace(module.name, std::move(instance));
  }
  std::set<ClaimId> of_layer;
  for (const Module& service : layer.modules) {
    if (!is_service(service.type)) continue;
    Links links = links_of(service, layer);
    std::set<ClaimId> of_service;
    Findings findings = std::move(links.findings);
    for (const Link& link : links.to_postgres)
      of_service.insert(
          add_claim({layer, service, link, instances.at(link.module->name)}, findings));
    std::ranges::copy(service.findings, std::back_inserter(findings));
    tell(std::move(findings), of_service);
    for (const ClaimId& id : of_service)
      tell(hidden_variables(service, desired_.claims.claims.at(id)), {id});
    tell(dead_lists(service), of_service);
    of_layer.merge(of_service);
  }
  for (const Module& module : layer.modules) {
    const auto instance = instances.find(module.name);
    if (instance == instances.end()) {
      tell(links_of_others(module, layer), {});
      tell(nearly_postgres(module), {});
      continue;
    }
    tell_instance(instance->second, module, layer);
  }
  // What is wrong with a file that is for another environment, that one will say.
  if (!layer.selected)
    desired_.findings.erase(desired_.findings.begin() + before, desired_.findings.end());
  const bool left_out = !layer.selected && !layer.parents.empty();
  if (!of_layer.empty() || left_out) tell(doubts_about(layer, options_), of_layer);
}

/// What pods read: `secret`, and after it `manual-secrets`, which wins.
std::vector<Place> Collector::places_of(const Asked& asked) const {
  const auto& [layer, service, link, instance] = asked;
  const std::string name_space = layer.name;
  const auto entry = [&](const char* name) {
    return EntryRef{.store = {.kind = StoreKind::Kubernetes}, .path = name_space + "/" + name};
  };
  const bool may = settings_.policy.local_secret == Policy::LocalSecret::Create;
  const bool delivers = may && instance.deliverable;
  const bool overrides = delivers && instance.given && instance.sentinel.empty();
  return {{.entry = entry("secret"),
           .part = Part::Authority,
           .birth = delivers ? Birth::MissingKeys : Birth::MustExist,
           .layout = layout_of(link, instance.sentinel),
           .asked_at = link.at},
          {.entry = entry("manual-secrets"),
           .part = Part::Override,
           .birth = overrides ? Birth::MissingKeys : Birth::MustExist,
           .layout = layout_of(link, ""),
           .asked_at = link.at}};
}

ClaimId Collector::add_claim(const Asked& asked, Findings& findings) {
  const ServiceName service{asked.layer.name + "/" + asked.service.name};
  std::vector<Place> places = places_of(asked);
  for (const ClaimId& id : on_[asked.link.module]) {
    Claim& same = desired_.claims.claims.at(id);
    if (same.places != places || asked.link.names.empty()) continue;
    const auto [known, added] = same.services.try_emplace(service, asked.link.at);
    if (!added)
      findings.push_back({.code = Code::DuplicateKey,
                          .what = "link \"" + asked.link.module->name + "\" stands twice",
                          .where = asked.link.at,
                          .hint = "Keep one of the two.",
                          .also = {known->second}});
    return id;
  }
  const ClaimId id = free_id(asked);
  desired_.claims.claims.emplace(id, Claim{.id = id,
                                           .environment = settings_.name,
                                           .services = {{service, asked.link.at}},
                                           .server = add_server(asked.instance),
                                           .credential = asked.instance.credential,
                                           .places = std::move(places),
                                           .asked_at = asked.link.at,
                                           .selected = asked.layer.selected,
                                           .instance_user = true});
  on_[asked.link.module].insert(id);
  instance_of_[id] = asked.link.module;
  return id;
}

/// A link may stand twice, once as it is and once renamed.
ClaimId Collector::free_id(const Asked& asked) const {
  const std::string name = settings_.name.str() + "/" + asked.layer.name + "/" +
                           asked.service.name + "/" + asked.link.module->name;
  ClaimId id{name};
  for (int i = 2; desired_.claims.claims.contains(id); ++i)
    id = ClaimId{name + "/" + std::to_string(i)};
  return id;
}

ServerId Collector::add_server(const Instance& instance) {
  const ServerId id{settings_.name.str() + "/" + instance.name};
  desired_.claims.servers.try_emplace(id, Server{.id = id, .admin = instance.admin});
  return id;
}

void Collector::tell(Findings findings, const std::set<ClaimId>& claims) {
  for (Finding& finding : findings) {
    finding.claims.insert(claims.begin(), claims.end());
    desired_.findings.push_back(std::move(finding));
  }
}

/// An instance that nobody links to gives nobody a credential: only its errors count.
void Collector::tell_instance(const Instance& instance, const Module& module, const Layer& layer) {
  Findings findings = instance.findings;
  if (on_[&module].empty()) {
    std::erase_if(findings, [](const Finding& f) { return f.severity() != Severity::Error; });
    findings.push_back(unlinked(module, layer));
  }
  tell(std::move(findings), on_[&module]);
}

void Collector::check_options() {
  for (const auto& [name, options] : options_.modules)
    if (!instances_.contains(name))
      desired_.findings.push_back({.code = Code::BadSettings,
                                   .what = "\"" + name + "\" is no postgres module of the files",
                                   .where = options.at,
                                   .hint = "Write the file's name, a dot and the module's name."});
}

/// Nothing is ever made on a server, and no password is drawn.
void Collector::check_policy() {
  const Policy& policy = settings_.policy;
  if (policy.create == Policy::Create::Always)
    desired_.findings.push_back(
        no_such_policy("create: always", policy.create_at, "Terraform makes the databases"));
  if (policy.pull == Policy::Pull::Create)
    desired_.findings.push_back(
        no_such_policy("pull: create", policy.pull_at, "no password is ever drawn"));
  if (policy.mirror == Policy::Mirror::Copy)
    desired_.findings.push_back(
        no_such_policy("mirror: copy", policy.mirror_at, "no Secret is a mirror"));
}

/// Of one key there can be one meaning, whoever asks for it.
void Collector::compare_keys() {
  std::map<std::pair<std::string, std::string>, Writer> writers;
  std::map<std::string, std::set<ClaimId>> on_entry;
  Findings found;
  for (const auto& [id, claim] : desired_.claims.claims) {
    if (!claim.selected) continue;
    const Place& override_place = claim.places.back();
    const std::string& entry = claim.places.front().entry.path;
    on_entry[entry].insert(id);
    for (const auto& [key, slot] : override_place.layout->keys) {
      const Writer writer{&claim, instance_of_.at(id), std::get<Field>(slot.what)};
      const auto [first, added] = writers.try_emplace({entry, key}, writer);
      const Writer& other = first->second;
      if (added || (other.instance == writer.instance && other.field == writer.field)) continue;
      found.push_back({.code = Code::ClaimsDisagree,
                       .what = "two links want different things under the name \"" + key +
                               "\": of \"" + other.instance->name + "\" its " +
                               std::string(to_string(other.field)) + ", of \"" +
                               writer.instance->name + "\" its " +
                               std::string(to_string(writer.field)),
                       .where = claim.asked_at,
                       .hint = "Rename the variables of one of them, all of db_user, db_host, "
                               "db_name, db_password.",
                       .claims = {id, other.claim->id},
                       .also = {other.claim->asked_at}});
    }
  }
  for (Finding& finding : found) {
    const ClaimId first = *finding.claims.begin();
    const std::string& entry = desired_.claims.claims.at(first).places.front().entry.path;
    finding.claims = on_entry[entry];
    desired_.findings.push_back(std::move(finding));
  }
}

Desired Collector::finish(Findings findings) && {
  compare_keys();
  check_options();
  check_policy();
  std::ranges::move(findings, std::back_inserter(desired_.findings));
  return std::move(desired_);
}

}  // namespace pgberth::opta
