#include "reconciler/desired/gen3/gen3.h"

#include "reconciler/desired/agreement.h"
#include "reconciler/desired/gen3/admin.h"
#include "reconciler/desired/gen3/advice.h"
#include "reconciler/desired/gen3/chart_values.h"
#include "reconciler/desired/gen3/credential.h"
#include "reconciler/desired/gen3/facts.h"
#include "reconciler/desired/gen3/mode.h"
#include "reconciler/desired/gen3/places.h"
#include "reconciler/desired/gen3/texts.h"
#include "reconciler/desired/values_files.h"

#include <algorithm>
#include <iterator>
#include <map>
#include <set>
#include <utility>

namespace pgberth::gen3 {
namespace {

std::vector<Extension> extensions(const Facts& facts) {
  std::vector<Extension> wanted;
  wanted.reserve(facts.required_extensions.size() + facts.wanted_extensions.size());
  for (const std::string& name : facts.required_extensions) wanted.push_back({name, true});
  for (const std::string& name : facts.wanted_extensions) wanted.push_back({name, false});
  return wanted;
}

/// What the charts' job leaves behind on the server.
Shape shape(const Facts& facts) {
  const auto all = [](On on) { return Grant{.on = on, .privileges = "ALL", .to = Who::Login}; };
  return {.database_owner = Who::Admin,
          .schema_owner = Who::Login,
          .public_connects = true,
          .per_login = {all(On::Database), all(On::Schema), all(On::Tables), all(On::FutureTables)},
          .extensions = extensions(facts)};
}

/// Collects the claims of one environment.
class Collector {
 public:
  Collector(const EnvironmentSettings& settings, const Facts& facts)
      : settings_(settings), facts_(facts) {}

  void add(const Service& service, const ValuePtr& values);
  void add_advice(std::multimap<std::string, Finding> advice);
  void add_for_all(Findings findings);
  Desired finish() &&;

 private:
  ClaimId id_of(const std::string& service) const {
    return ClaimId{settings_.name.str() + "/" + service};
  }
  Mode served(Mode mode) const;
  MayCreate may_create(bool asked) const;
  ServerId add_server(const Document& admin);
  void tell(Finding finding);
  void note(const Claim& claim, const Wishes& wishes, Fields& fields);

  const EnvironmentSettings& settings_;
  const Facts& facts_;
  const Layouts layouts_ = layouts(settings_);
  const Shared<Shape> shape_ = shape(facts_);
  Desired desired_{};
  std::map<Finding, std::set<ClaimId>> told_{};  ///< The findings, their claims aside.
};

Mode Collector::served(Mode mode) const {
  const bool push = settings_.policy.pull == Policy::Pull::Create;
  return mode == Mode::Pull && push ? Mode::Push : mode;
}

MayCreate Collector::may_create(bool asked) const {
  switch (settings_.policy.create) {
    case Policy::Create::Always:
      asked = true;
      break;
    case Policy::Create::Never:
      asked = false;
      break;
    case Policy::Create::Values:
      break;
  }
  return {.login = asked, .database = asked};
}

/// Two admin logins for one host get two names: rare, but they must not be mixed up.
ServerId Collector::add_server(const Document& admin) {
  ServerId id = server_id(settings_.name, admin);
  for (;;) {
    const auto [server, added] =
        desired_.claims.servers.try_emplace(id, Server{.id = id, .admin = admin});
    if (added || server->second.admin == admin) return id;
    id = ServerId{id.str() + "+"};
  }
}

void Collector::add(const Service& service, const ValuePtr& values) {
  Fields fields(service, values);
  const Wishes wishes = wishes_of(fields, facts_);
  if (wishes.mode == Mode::Unserved && !wishes.create) return;  // The charts render nothing.
  const Mode mode = served(wishes.mode);
  Claim claim{.id = id_of(service.name),
              .environment = settings_.name,
              .services = {{ServiceName{service.name}, service.at}},
              .server = {},
              .credential = {},
              .places = places_of(fields, settings_, mode, layouts_),
              .may_create = may_create(wishes.create),
              .create_asked = wishes.create,
              .shape = shape_,
              .asked_at = service.at};
  claim.ready = ready_marks(claim.places, claim.may_create.any(),
                            service.chart == nullptr || service.chart->waits);
  claim.marked_at_birth = marked_at_birth(claim.places);
  const auto before = static_cast<std::ptrdiff_t>(fields.findings().size());
  const Document admin = admin_of(fields, settings_, wishes.deploy, desired_.given);
  // The charts read the master's settings only where they render a job.
  if (!claim.needs_server())
    fields.findings().erase(fields.findings().begin() + before, fields.findings().end());
  claim.server = add_server(admin);
  claim.credential =
      credential_of(fields, {.settings = settings_, .facts = facts_, .mode = mode, .admin = admin},
                    desired_.given);
  note(claim, wishes, fields);
  for (Finding& finding : fields.findings()) {
    finding.claims.insert(claim.id);
    tell(std::move(finding));
  }
  const ClaimId id = claim.id;
  desired_.claims.claims.emplace(id, std::move(claim));
}

/// What is true of one line is told once, with all the claims that it is about.
void Collector::tell(Finding finding) {
  const std::set<ClaimId> claims = std::exchange(finding.claims, {});
  told_[std::move(finding)].insert(claims.begin(), claims.end());
}

void Collector::note(const Claim& claim, const Wishes& wishes, Fields& fields) {
  const bool born = std::ranges::any_of(claim.places, &Place::may_create);
  if (born && !claim.may_create.database)
    fields.refuse(Code::NobodyCreatesDatabase,
                  wishes.push_by.empty() ? "global.postgres.dbCreate" : wishes.push_by,
                  wishes.push_by.empty() ? "is off: nobody creates the database"
                                         : "asks for a credential, but nobody creates the database",
                  "Set dbCreate, or make the database by hand.");
  if (wishes.mode == Mode::PushAndLocal)
    fields.refuse(Code::TwoPasswords, "global.externalSecrets." + facts_.local_switch,
                  "is on together with a push: the charts would draw two passwords, pgberth "
                  "keeps one in both places",
                  "");
  const Service& service = fields.service();
  if (wishes.mode == Mode::Unserved)
    fields.refuse(Code::DeadKey, "global.externalSecrets." + service.chart->no_mirror_with,
                  "keeps \"" + service.name + "\" from its external secret: the chart renders " +
                      "only its job, no Secret and no entry",
                  "Take it out, no other chart reads it.");
  if (!kubernetes_name(service.name))
    fields.findings().push_back({.code = Code::NameInvalid,
                                 .what = "\"" + service.name + "\" cannot name a chart or a Secret",
                                 .where = service.at,
                                 .hint = "Use lower-case letters, digits and dashes."});
  if (service.chart != nullptr && !service.chart->reads.empty() && claim.may_create.database)
    fields.findings().push_back({.code = Code::UnusedDatabase,
                                 .what = "\"" + service.name + "\" uses the database of \"" +
                                         service.chart->reads + "\", its own stays empty",
                                 .where = service.at});
}

void Collector::add_advice(std::multimap<std::string, Finding> advice) {
  for (auto& [service, finding] : advice) {
    const ClaimId id = id_of(service);
    if (desired_.claims.claims.contains(id)) finding.claims.insert(id);
    tell(std::move(finding));
  }
}

void Collector::add_for_all(Findings findings) {
  for (Finding& finding : findings) {
    for (const auto& [id, claim] : desired_.claims.claims) finding.claims.insert(id);
    tell(std::move(finding));
  }
}

Desired Collector::finish() && {
  desired_.findings.reserve(told_.size());
  while (!told_.empty()) {
    auto told = told_.extract(told_.begin());
    desired_.findings.push_back(std::move(told.key()));
    desired_.findings.back().claims = std::move(told.mapped());
  }
  std::ranges::move(agree(desired_.claims, desired_.given), std::back_inserter(desired_.findings));
  return std::move(desired_);
}

Desired claims_of(const EnvironmentSettings& settings, const ValuePtr& values) {
  const auto [facts, known] = facts_for(settings.chart_version);
  SourcePos whole;
  if (!settings.files.empty())
    whole.file = settings.files.front();
  else if (!settings.overlays.empty())
    whole = settings.overlays.front().value->at;
  ChartValues charts(values, facts, whole);
  Collector collector(settings, facts);
  for (const Service& service : charts.services())
    collector.add(service, charts.values_of(service));
  collector.add_advice(std::move(charts).findings());
  collector.add_advice(dead_settings(values, facts));
  collector.add_advice(unsure_nulls(values, facts));
  collector.add_for_all(umbrella_refusals(values, facts, whole));
  Desired desired = std::move(collector).finish();
  if (!known)
    desired.findings.push_back({.code = Code::UnknownChartVersion,
                                .what = "the chart version is not known, the newest known, \"" +
                                        facts.to + "\", is used instead",
                                .where = whole,
                                .hint = "It is \"" + settings.chart_version + "\"."});
  return desired;
}

}  // namespace

Desired read(const EnvironmentSettings& asked, Tree& tree) {
  EnvironmentSettings settings = asked;
  if (settings.namespaces.empty()) settings.namespaces = {settings.name.str()};
  Desired desired;
  if (settings.options || settings.namespaces.size() > 1) {
    desired.findings.push_back(
        {.code = Code::BadSettings,
         .what = settings.options ? "this dialect has no options"
                                  : "a release of this dialect has one namespace, not several",
         .where = settings.options ? settings.options->at : SourcePos{}});
    return desired;
  }
  MergedValues merged = read_values(settings.files, tree, settings.overlays);
  if (merged.values) desired = claims_of(settings, merged.values);
  std::ranges::move(merged.findings, std::back_inserter(desired.findings));
  return desired;
}

}  // namespace pgberth::gen3
