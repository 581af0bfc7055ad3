#include "tests/support/sample_report.h"

#include "reconciler/base/identifier.h"

namespace pgberth::testing {
namespace {

const Shared<std::string> kFile{std::string("values.yaml")};
const ServerId kServer{"demo/postgres"};

SourcePos at(int line, int column) {
  return {.file = kFile, .line = line, .column = column};
}

EntryRef kubernetes(const std::string& name) {
  return {.store = {.kind = StoreKind::Kubernetes}, .path = "demo/" + name};
}

EntryRef aws(const std::string& name) {
  return {.store = {.kind = StoreKind::Aws}, .path = name};
}

Layout layout() {
  return {.keys = {{"database", {.what = Field::Database}},
                   {"dbcreated", {.what = std::string("true")}},
                   {"host", {.what = Field::Host}},
                   {"password", {.what = Field::Password}},
                   {"port", {.what = Field::Port}},
                   {"username", {.what = Field::Username}}}};
}

ClaimId id_of(const std::string& service) {
  return ClaimId{"demo/" + service};
}

Place place(EntryRef entry, Part part, Birth birth, int line) {
  return {.entry = std::move(entry),
          .part = part,
          .birth = birth,
          .layout = layout(),
          .asked_at = at(line, 3)};
}

Claim claim(const std::string& service, int line) {
  return {
      .id = id_of(service),
      .environment = EnvironmentName{"demo"},
      .services = {{ServiceName{service}, at(line, 1)}},
      .server = kServer,
      .credential = {{Field::Database, Text{service + "_demo"}},
                     {Field::Username, Text{service + "_demo"}},
                     {Field::Password, Generated{}},
                     {Field::Host, FromAdmin{Field::Host}},
                     {Field::Port, Text{"5432"}}},
      .places = {place(kubernetes(service + "-dbcreds"), Part::Authority, Birth::WholeEntry, line)},
      .may_create = {.login = true, .database = true},
      .create_asked = true,
      .asked_at = at(line, 1)};
}

Claim pulled(const std::string& service, int line) {
  Claim claim = testing::claim(service, line);
  claim.credential = {{Field::Database, Stored{}},
                      {Field::Username, Stored{}},
                      {Field::Password, Stored{}},
                      {Field::Host, Stored{}},
                      {Field::Port, Stored{}}};
  claim.places = {place(aws("demo-" + service + "-creds"), Part::Authority, Birth::MustExist, line),
                  place(kubernetes(service + "-dbcreds"), Part::Mirror, Birth::MustExist, line)};
  claim.may_create = {};
  claim.create_asked = false;
  return claim;
}

void add(Claims& claims, Claim claim) {
  const ClaimId id = claim.id;
  claims.claims.emplace(id, std::move(claim));
}

std::vector<Step> fence_steps() {
  const RoleName role{"fence_demo"};
  const DatabaseName database{"fence_demo"};
  const KeyRef password{.entry = kubernetes("fence-dbcreds"), .key = "password"};
  const auto step = [&](Action action, Literal reason) {
    return Step{.action = std::move(action),
                .reason = reason,
                .asked_at = at(3, 1),
                .for_claims = std::set{id_of("fence")}};
  };
  return {
      step(CreateEntry{.entry = kubernetes("fence-dbcreds"),
                       .part = Part::Authority,
                       .keys = {{"database", Text{"fence_demo"}},
                                {"password", Generated{}},
                                {"url", Given{at(9, 15)}}}},
           "not there yet"),
      step(CreateRole{.role = role, .login = true, .inherit = true, .password = password},
           "not in Postgres"),
      step(JoinRole{.role = RoleName{"fence_owner"}, .member = role}, "a login joins its owner"),
      step(BorrowRole{.role = role}, "needed to give the schema away"),
      step(BuildDatabase{.database = database}, "not in Postgres"),
      step(GrantPrivileges{.database = database,
                           .building = true,
                           .on = On::Database,
                           .privileges = "ALL",
                           .to = role},
           "its own database"),
      step(OwnSchema{.database = database, .building = true, .owner = role}, "its own schema"),
      step(CreateExtension{.database = database, .building = true, .extension = "ltree"},
           "the service needs it"),
      step(FinishDatabase{.database = database, .public_connects = true}, "not in Postgres"),
      step(CheckLogin{.database = database, .role = role, .password = password},
           "ready means proved"),
      step(AddKeys{.entry = aws("demo-fence-creds"), .keys = {{"host", Text{"db.example"}}}},
           "the entry lacks it"),
      step(MarkReady{.key = {.entry = kubernetes("fence-dbcreds"), .key = "dbcreated"},
                     .value = "true"},
           "the login works"),
  };
}

Catalogue catalogue() {
  Inside inside{.schema_owner = RoleName{"indexd_demo"}, .extensions = {"ltree"}};
  inside.logins[RoleName{"indexd_demo"}] = {.answer = LoginAnswer::Works};
  inside.lacking[RoleName{"indexd_demo"}] = {{.on = On::Schema, .privileges = "CREATE"}};
  Catalogue seen{.version = 150018,
                 .admin = RoleName{"admin"},
                 .admin_role = {.create_role = true, .create_database = true},
                 .address = "db.example:5432"};
  seen.roles[RoleName{"indexd_demo"}] = {.login = true, .member_of = {RoleName{"readers"}}};
  seen.databases[DatabaseName{"indexd_demo"}] = {.owner = RoleName{"admin"}, .inside = inside};
  seen.databases[DatabaseName{"wts_demo"}] = {.owner = RoleName{"admin"},
                                              .not_looked = "it refuses connections"};
  seen.extensions["ltree"] = true;
  return seen;
}

State state() {
  State state;
  Entry present{.presence = Presence::Present};
  present.keys["database"] = {.text = "indexd_demo", .same_as = 7};
  present.keys["password"] = {.same_as = 424242};
  present.keys["username"] = {.text = "UNKNOWN_SEE_ORIGINAL_DB", .same_as = 8, .sentinel = true};
  present.keys["port"] = {.same_as = 9, .empty = true};
  state.entries[kubernetes("indexd-dbcreds")] = present;
  state.entries[kubernetes("fence-dbcreds")] = {};
  state.entries[aws("demo-metadata-creds")] = {.presence = Presence::PendingDeletion,
                                               .detail = "until 2030-01-01"};
  state.servers.emplace(kServer, catalogue());
  state.servers.emplace(ServerId{"demo/other"},
                        Error{.code = Code::ServerNotListed,
                              .what = "server \"other.example\" is not listed",
                              .hint = "If it is yours, add --server other.example=URI."});
  return state;
}

Findings world_findings() {
  return {{.code = Code::DatabaseOnly,
           .what = "role \"wts_demo\" exists and no entry knows its password",
           .where = at(7, 1),
           .hint = "Put its password into the entry, or drop the role yourself.",
           .claims = {id_of("wts")}},
          {.code = Code::LeftOverBuilding,
           .what = "database \"wts_demo\" appeared while it was being built",
           .where = at(7, 1),
           .claims = {id_of("wts")}},
          {.code = Code::MarkedNotProved,
           .what = "entry \"aws demo-metadata-creds\" is marked ready, the login was not tried",
           .where = at(12, 1),
           .claims = {id_of("metadata")}}};
}

}  // namespace

std::string sample_values() {
  return "global:\n"
         "  environment: demo\n"
         "fence:\n"
         "  enabled: yes\n"
         "indexd:\n"
         "  postgres:\n"
         "wts:\n"
         "  postgres:\n"
         "    password: hunter2-hunter2\n"
         "audit:\n"
         "  postgres: {port: many, database: \x1b[31maudit\xe2\x80\xae}\n"
         "metadata:\n";
}

Desired sample_desired() {
  Desired desired;
  Document admin{{Field::Host, Text{"db.example"}},
                 {Field::Port, Text{""}},
                 {Field::Password, Given{at(9, 15)}}};
  desired.claims.servers.emplace(kServer, Server{.id = kServer, .admin = std::move(admin)});
  add(desired.claims, claim("fence", 3));
  add(desired.claims, claim("indexd", 5));
  add(desired.claims, claim("wts", 7));
  desired.claims.claims.at(id_of("wts")).credential[Field::Password] = Given{at(9, 15)};
  Claim audit = claim("audit", 10);
  audit.credential[Field::Port] = Text{"many"};
  audit.credential[Field::Host] = Text{""};
  audit.services.emplace(ServiceName{"access"}, at(10, 1));
  audit.blocked = true;
  add(desired.claims, std::move(audit));
  add(desired.claims, pulled("metadata", 12));
  desired.given.emplace(at(9, 15), Secret{kSampleSecret});
  desired.findings = {
      {.code = Code::ConditionNotBoolean,
       .what = "\"fence.enabled\" is no boolean",
       .where = at(4, 12),
       .hint = "Write true or false.",
       .claims = {id_of("fence")}},
      {.code = Code::WrongType,
       .what = "\"wts.postgres.password\" has the wrong type",
       .where = at(9, 15),
       .claims = {}},
      {.code = Code::ClaimsDisagree,
       .what = "port of \"audit\x1b[31m\xe2\x80\xae_demo\" is \"many\" here and 5432 there",
       .where = at(11, 20),
       .hint = "Make them agree.",
       .claims = {id_of("audit")},
       .also = {at(2, 3), at(5, 1)}},
  };
  sort_findings(desired.findings);
  return desired;
}

PassReport sample_report() {
  const Desired desired = sample_desired();
  PassReport report{.resolved = desired.claims, .state = state(), .findings = desired.findings};
  report.plan.jobs = {
      {.server = kServer, .database = DatabaseName{"fence_demo"}, .steps = fence_steps()}};
  report.plan.states = {{id_of("audit"), CredentialState::Blocked},
                        {id_of("fence"), CredentialState::Missing},
                        {id_of("indexd"), CredentialState::InSync},
                        {id_of("metadata"), CredentialState::NotProved},
                        {id_of("wts"), CredentialState::DatabaseOnly}};
  report.plan.not_looked_into = {id_of("wts")};
  report.plan.findings = world_findings();
  report.findings.insert(report.findings.end(), report.plan.findings.begin(),
                         report.plan.findings.end());
  sort_findings(report.findings);
  return report;
}

PassReport sample_applied() {
  PassReport report = sample_report();
  std::vector<Outcome> outcomes(report.plan.jobs.front().steps.size(),
                                {.result = StepResult::Done});
  outcomes.at(1).result = StepResult::AlreadyThere;
  outcomes.at(7) = {.result = StepResult::Failed,
                    .error = Error{.code = Code::ServerRights,
                                   .what = "permission denied to create extension \"ltree\"",
                                   .context = {"working on database \"fence_demo\""},
                                   .hint = "Grant the admin the right to create it."}};
  for (std::size_t i = 8; i < outcomes.size(); ++i) outcomes.at(i).result = StepResult::Skipped;
  report.applied = Applied{.outcomes = {outcomes}};
  return report;
}

PassReport sample_inventory() {
  PassReport report = sample_report();
  Inventory here{.admin = RoleName{"admin"}, .address = "db.example:5432"};
  here.databases = {{DatabaseName{"indexd_demo"}, RoleName{"admin"}},
                    {DatabaseName{"legacy"}, RoleName{"old, \"chief\""}},
                    {DatabaseName{"=cmd|' /C calc'!A0"}, RoleName{"old, \"chief\""}},
                    {DatabaseName{"red\x1b[31m\r\nfake,line"}, RoleName{"admin"}},
                    {building_name(DatabaseName{"fence_demo"}), RoleName{"admin"}},
                    {DatabaseName{"pgberth_building_0"}, RoleName{"admin"}}};
  here.roles = {{RoleName{"indexd_demo"}, true},
                {RoleName{"old, \"chief\""}, true},
                {RoleName{"@group"}, false}};
  Inventories inventories;
  inventories.servers.emplace(kServer, here);
  inventories.servers.emplace(ServerId{"demo/other"},
                              report.state.servers.at(ServerId{"demo/other"}).error());
  inventories.entries.emplace(
      kubernetes(""), std::set<std::string>{"demo/fence-dbcreds", "demo/old-dbcreds", "demo/-1+2"});
  inventories.entries.emplace(
      aws("demo-"), Error{.code = Code::StoreFailed, .what = "the store refuses to list"});
  report.inventories = std::move(inventories);
  return report;
}

PassReport sample_agreement() {
  PassReport report;
  add(report.resolved, claim("indexd", 5));
  report.plan.states = {{id_of("indexd"), CredentialState::InSync}};
  return report;
}

}  // namespace pgberth::testing
