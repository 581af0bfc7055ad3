#include "tests/support/claims.h"

#include <initializer_list>
#include <utility>

namespace pgberth {

const ServerId kServer{"db.example.internal:5432"};

namespace {

const Shared<std::string> kFile{std::string("values.yaml")};

SourcePos at(int line) {
  return {kFile, line, 3};
}

EntryRef kubernetes(std::string path) {
  return {{StoreKind::Kubernetes}, std::move(path)};
}
EntryRef aws(std::string path) {
  return {{StoreKind::Aws}, std::move(path)};
}
EntryRef vault(std::string path) {
  return {{StoreKind::Vault}, std::move(path)};
}

Layout layout_of(std::initializer_list<std::pair<const std::string, Slot>> keys) {
  return {.keys = keys};
}

Layout five_keys() {
  return layout_of({{"database", {Field::Database}},
                    {"username", {Field::Username}},
                    {"password", {Field::Password}},
                    {"host", {Field::Host}},
                    {"port", {Field::Port}}});
}

Layout marked_five_keys() {
  Layout layout = five_keys();
  layout.keys["dbcreated"] = {"true"};
  return layout;
}

Shape schema_shape() {
  return {.schema_owner = Who::Login,
          .per_login = {{On::Database, "ALL", Who::Login},
                        {On::Schema, "ALL", Who::Login},
                        {On::Tables, "ALL", Who::Login},
                        {On::FutureTables, "ALL", Who::Login}},
          .extensions = {{"ltree", true}, {"vector", false}}};
}

Document credential(const std::string& name, int line) {
  return {{Field::Database, Text{name, at(line)}},
          {Field::Username, Text{name, at(line)}},
          {Field::Password, Generated{Alphabet::AlphaNumeric, 32}},
          {Field::Host, Text{"db.example.internal", at(3)}},
          {Field::Port, Text{"5432", at(4)}}};
}

Claim service_claim(const std::string& service, const std::string& name, int line) {
  return {.id = ClaimId{"prod/" + service},
          .environment = EnvironmentName{"prod"},
          .services = {{ServiceName{service}, at(line)}},
          .server = kServer,
          .credential = credential(name, line),
          .places = {},
          .may_create = {.login = true, .database = true},
          .create_asked = true,
          .shape = schema_shape(),
          .asked_at = at(line)};
}

Claims with_server(std::initializer_list<Claim> claims) {
  Claims result;
  result.servers[kServer] = {.id = kServer,
                             .admin = {{Field::Host, Text{"db.example.internal"}},
                                       {Field::Port, Text{"5432"}},
                                       {Field::Username, Text{"postgres"}}}};
  for (const Claim& claim : claims) result.claims.emplace(claim.id, claim);
  return result;
}

Claim namespace_claim(const std::string& name_space, int line) {
  Claim claim{
      .id = ClaimId{"prod/" + name_space + "/scm_integration"},
      .environment = EnvironmentName{"prod"},
      .services = {{ServiceName{"scm-integration/api"}, at(line)},
                   {ServiceName{"scm-integration/workflow"}, at(line + 1)}},
      .server = kServer,
      .credential = {{Field::Engine, Text{"postgres"}},
                     {Field::Database, Text{"scm_integration", at(line)}},
                     {Field::Owner, Text{"scm_integration_owner", at(line)}},
                     {Field::Username, Text{"scm_integration_" + name_space + "_0000", at(line)}},
                     {Field::Password, Generated{Alphabet::AlphaNumeric, 40}},
                     {Field::Host, Text{"db.example.internal"}},
                     {Field::Port, Text{"5432"}}},
      .places = {},
      .may_create = {.login = true, .owner = true, .database = true},
      .create_asked = true,
      .shape = Shape{.database_owner = Who::Owner,
                     .owner_role = true,
                     .login_inherits = false,
                     .public_connects = false,
                     .encoding = "UTF8",
                     .from = "template0",
                     .once = {{On::Schema, "ALL", Who::Owner}},
                     .per_login = {{On::Database, "CONNECT", Who::Login}}},
      .asked_at = at(line)};
  Layout layout = layout_of({{"engine", {Field::Engine}},
                             {"user", {Field::Username}},
                             {"password", {Field::Password}},
                             {"host", {Field::Host}},
                             {"port", {Field::Port, true}},
                             {"dbname", {Field::Database}},
                             {"set_role", {Field::Owner}}});
  layout.envelope = "secret_string";
  claim.places = {{kubernetes(name_space + "/" + name_space + "-db-scm-integration-creds"),
                   Part::Authority, Birth::WholeEntry, layout, at(line)}};
  return claim;
}

}  // namespace

Claims pushed_claim() {
  Claim claim = service_claim("fence", "fence_prod", 10);
  claim.places = {
      {aws("prod-fence-creds"), Part::Authority, Birth::WholeEntry, marked_five_keys(), at(11)},
      {kubernetes("prod/fence-dbcreds"), Part::Mirror, Birth::MustExist, five_keys(), at(10)}};
  claim.marked_at_birth = "dbcreated";
  return with_server({claim});
}

Claims local_claim() {
  Claim claim = service_claim("indexd", "indexd_prod", 20);
  claim.places = {
      {kubernetes("prod/indexd-dbcreds"), Part::Authority, Birth::WholeEntry, five_keys(), at(20)}};
  claim.ready = {{{kubernetes("prod/indexd-dbcreds"), "dbcreated"}, "true"}};
  return with_server({claim});
}

Claims pushed_and_local_claim() {
  Claim claim = service_claim("arborist", "arborist_prod", 30);
  claim.places = {
      {aws("prod-arborist-creds"), Part::Authority, Birth::WholeEntry, marked_five_keys(), at(31)},
      {kubernetes("prod/arborist-dbcreds"), Part::Copy, Birth::WholeEntry, five_keys(), at(30)}};
  claim.ready = {{{kubernetes("prod/arborist-dbcreds"), "dbcreated"}, "true"}};
  claim.marked_at_birth = "dbcreated";
  return with_server({claim});
}

Claims shared_key_claim() {
  const Claim claim{
      .id = ClaimId{"prod/gafaelfawr_db"},
      .environment = EnvironmentName{"prod"},
      .services = {{ServiceName{"gafaelfawr"}, at(40)}},
      .server = kServer,
      .credential = {{Field::Database, Text{"gafaelfawr", at(40)}},
                     {Field::Username, Text{"gafaelfawr", at(40)}},
                     {Field::Password, Generated{Alphabet::Hexadecimal, 64}}},
      .places = {{vault("secret/prod/gafaelfawr"), Part::Authority, Birth::MissingKeys,
                  layout_of({{"database-password", {Field::Password}}}), at(41)},
                 {vault("secret/prod/postgres"), Part::Copy, Birth::MissingKeys,
                  layout_of({{"gafaelfawr_password", {Field::Password}}}), at(42)},
                 {kubernetes("postgres/postgres"), Part::Mirror, Birth::MustExist,
                  layout_of({{"gafaelfawr_password", {Field::Password}}}), at(40)}},
      .may_create = {.login = true, .database = true},
      .create_asked = true,
      .shape = Shape{.database_owner = Who::Login},
      .asked_at = at(40)};
  return with_server({claim});
}

Claims two_namespaces_claims() {
  return with_server({namespace_claim("staging", 50), namespace_claim("prod", 50)});
}

Claims linked_claim() {
  const Layout renamed = layout_of({{"PGUSER", {Field::Username}},
                                    {"PGPASSWORD", {Field::Password}},
                                    {"PGHOST", {Field::Host}},
                                    {"PGDATABASE", {Field::Database}}});
  const Claim claim{
      .id = ClaimId{"prod/app/db"},
      .environment = EnvironmentName{"prod"},
      .services = {{ServiceName{"app"}, at(60)}},
      .server = kServer,
      .credential = {{Field::Database, Text{"app", at(60)}},
                     {Field::Username, Text{"app_owner", at(61)}},
                     {Field::Password, Given{at(62)}},
                     {Field::Host, Text{"db.example.internal", at(60)}}},
      .places = {{kubernetes("app/secret"), Part::Authority, Birth::MissingKeys, renamed, at(60)},
                 {kubernetes("app/manual-secrets"), Part::Override, Birth::MissingKeys, renamed,
                  at(60)}},
      .asked_at = at(60)};
  return with_server({claim});
}

GivenSecrets linked_secrets() {
  GivenSecrets secrets;
  secrets.emplace(at(62), Secret{"the-instance-password"});
  return secrets;
}

Claims all_claims() {
  Claims all;
  for (const Claims& some : {pushed_claim(), local_claim(), pushed_and_local_claim(),
                             shared_key_claim(), two_namespaces_claims(), linked_claim()}) {
    all.servers.insert(some.servers.begin(), some.servers.end());
    all.claims.insert(some.claims.begin(), some.claims.end());
  }
  return all;
}

}  // namespace pgberth
