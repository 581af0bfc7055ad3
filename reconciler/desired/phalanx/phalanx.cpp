#include "reconciler/desired/phalanx/phalanx.h"

#include "reconciler/desired/agreement.h"
#include "reconciler/desired/helm_merge.h"
#include "reconciler/desired/phalanx/names.h"
#include "reconciler/desired/phalanx/trail.h"
#include "reconciler/desired/phalanx/vault.h"

#include <algorithm>
#include <iterator>
#include <utility>

namespace pgberth::phalanx {
namespace {

Layout password_under(const std::string& key) {
  return {.keys = {{key, Slot{.what = Field::Password}}}};
}

Place place_of(const Vault& vault, const Trail::Stop& stop, Part part, Birth birth) {
  return {.entry = vault.entry(stop.name.application),
          .part = part,
          .birth = birth,
          .layout = password_under(stop.name.key),
          .asked_at = stop.asked_at};
}

/// Collects the claims of one environment.
class Collector {
 public:
  Collector(const EnvironmentSettings& settings, const Options& options, const Site& site,
            Files& files)
      : settings_(settings),
        site_(site),
        selected_(site.enabled(kPostgres, files)),
        server_{settings.name.str() + "/" + options.host},
        host_(options.host),
        trails_(site, files, desired_.given) {}

  void set_vault(std::optional<Vault> vault) { vault_ = std::move(vault); }
  void add(const Section& section);
  void add_for_all(Findings findings);
  Desired finish() &&;

 private:
  std::vector<Place> places_of(const Section& section, const Trail& trail) const;
  std::map<ServiceName, SourcePos> services_of(const Section& section, const Trail& trail) const;
  void tell_switched_off();

  const EnvironmentSettings& settings_;
  const Site& site_;
  const bool selected_;
  const ServerId server_;
  const std::string host_;
  const Shared<Shape> shape_ = Shape{.database_owner = Who::Login};
  std::optional<Vault> vault_{};
  Desired desired_{};
  TrailFinder trails_;
};

/// The authority, its copies, and the Secret that the operator in the cluster makes of the entry.
std::vector<Place> Collector::places_of(const Section& section, const Trail& trail) const {
  std::vector<Place> places;
  if (vault_) {
    places.push_back(place_of(*vault_, trail.authority, Part::Authority, trail.birth));
    for (const Trail::Stop& copy : trail.copies)
      places.push_back(place_of(*vault_, copy, Part::Copy, Birth::MissingKeys));
  }
  const std::string secret = std::string(kPostgres) + "/" + std::string(kPostgres);
  places.push_back({.entry = {.store = {.kind = StoreKind::Kubernetes}, .path = secret},
                    .part = Part::Mirror,
                    .birth = Birth::MustExist,
                    .layout = password_under(section.password_key()),
                    .asked_at = section.at});
  return places;
}

/// The applications that the rules name; else the section is named after the one that uses it.
std::map<ServiceName, SourcePos> Collector::services_of(const Section& section,
                                                        const Trail& trail) const {
  std::map<ServiceName, SourcePos> services;
  const auto add = [&](const Trail::Stop& stop) {
    if (stop.name.application != kPostgres)
      services.emplace(ServiceName{stop.name.application}, section.at);
  };
  add(trail.authority);
  for (const Trail::Stop& copy : trail.copies) add(copy);
  if (services.empty()) services.emplace(ServiceName{section.stem()}, section.at);
  return services;
}

void Collector::add(const Section& section) {
  const ClaimId id{settings_.name.str() + "/" + section.name};
  for (Finding finding : section.findings) {
    finding.claims.insert(id);
    desired_.findings.push_back(std::move(finding));
  }
  Findings about_rules;
  const Trail trail = trails_.follow(section, id, about_rules);
  if (has_error(section.findings))  // Advice on what is not planned anyway would only be noise.
    std::erase_if(about_rules,
                  [](const Finding& each) { return each.severity() != Severity::Error; });
  std::ranges::move(about_rules, std::back_inserter(desired_.findings));
  const bool may = settings_.policy.create != Policy::Create::Never;
  Claim claim{.id = id,
              .environment = settings_.name,
              .services = services_of(section, trail),
              .server = server_,
              .credential = {{Field::Password, trail.password}},
              .places = places_of(section, trail),
              .may_create = {.login = may, .database = may},
              .create_asked = true,
              .shape = shape_,
              .asked_at = section.at,
              .selected = selected_};
  if (section.database) claim.credential.emplace(Field::Database, *section.database);
  if (section.user) claim.credential.emplace(Field::Username, *section.user);
  desired_.claims.claims.emplace(id, std::move(claim));
}

void Collector::add_for_all(Findings findings) {
  for (Finding& finding : findings) {
    for (const auto& [id, claim] : desired_.claims.claims) finding.claims.insert(id);
    desired_.findings.push_back(std::move(finding));
  }
}

void Collector::tell_switched_off() {
  const std::size_t count = desired_.claims.claims.size();
  std::string what = "\"" + std::string(kPostgres) + "\" is switched off here";
  if (count > 0)
    what += ": " + std::to_string(count) + (count == 1 ? " database is" : " databases are") +
            " not selected";
  add_for_all({{.code = Code::SwitchedOff, .what = what, .where = site_.switch_of(kPostgres)}});
}

Desired Collector::finish() && {
  if (!selected_) tell_switched_off();
  if (!desired_.claims.claims.empty()) {
    Document admin{{Field::Host, Text{.text = host_}},
                   {Field::Port, Text{.text = "5432"}},
                   {Field::Username, Text{.text = std::string(kPostgres)}}};
    if (vault_)
      admin.emplace(Field::Password,
                    KeyRef{vault_->entry(std::string(kPostgres)), std::string("root_password")});
    desired_.claims.servers.emplace(server_, Server{.id = server_, .admin = std::move(admin)});
  }
  Findings disagreements = agree(desired_.claims, desired_.given);
  std::ranges::move(disagreements, std::back_inserter(desired_.findings));
  return std::move(desired_);
}

/// The values of Postgres as Helm merges them; nullptr when there are none that can be used.
ValuePtr values_of_postgres(const Site& site, Files& files, Findings& findings) {
  const std::string own = site.values_file(kPostgres);
  const std::string defaults = site.path(kPostgres, "values.yaml");
  const ValuePtr below = files.read(defaults);
  const ValuePtr values = files.read(own);
  if (!files.has(own) && site.enabled(kPostgres, files))
    findings.push_back({.code = Code::FileMissing,
                        .what = "\"postgres\" is switched on here and has no values file",
                        .where = site.switch_of(kPostgres),
                        .hint = "Add \"" + to_string(files.whole(own)) + "\"."});
  if (!values || files.broken(defaults)) return nullptr;
  return below ? over_defaults(values, below, Nulls::Remove) : values;
}

Desired claims_of(const EnvironmentSettings& settings, const Options& options, const Site& site,
                  Files& files) {
  Findings findings;
  Collector collector(settings, options, site, files);
  if (const ValuePtr values = values_of_postgres(site, files, findings)) {
    Findings about_vault;
    const std::vector<Section> sections = sections_of(values, !site.has_rules());
    if (!sections.empty()) collector.set_vault(vault_of(options, site, values, about_vault));
    for (const Section& section : sections) collector.add(section);
    collector.add_for_all(std::move(about_vault));
  }
  Desired desired = std::move(collector).finish();
  std::ranges::move(findings, std::back_inserter(desired.findings));
  return desired;
}

}  // namespace

Desired read(const EnvironmentSettings& settings, Tree& tree) {
  Desired desired;
  Findings findings;
  const Options options = options_of(settings, findings);
  Files files(tree, settings.folder);
  if (!has_error(findings))
    if (const auto site = Site::find(options, files, findings))
      desired = claims_of(settings, options, *site, files);
  if (settings.policy.pull == Policy::Pull::Create)
    findings.push_back(no_such_policy("pull: create", settings.policy.pull_at,
                                      "what makes a password is in the rules of its entry"));
  if (settings.policy.mirror == Policy::Mirror::Copy)
    findings.push_back(no_such_policy("mirror: copy", settings.policy.mirror_at,
                                      "the Secret holds more than databases need"));
  for (Findings more : {std::move(findings), files.findings()})
    std::ranges::move(more, std::back_inserter(desired.findings));
  return desired;
}

}  // namespace pgberth::phalanx
