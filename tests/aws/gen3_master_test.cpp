// The admin's login in an entry of Secrets Manager, by the real program with a real Postgres.

#include "reconciler/adapters/base64.h"

#include <nlohmann/json.hpp>

#include "tests/aws/gen3_site.h"

namespace pgberth {
namespace {

using Json = nlohmann::json;

/// The admin's login in an entry of AWS.
class Gen3Master : public Gen3WithAws {
 protected:
  /// An environment whose values name `entry` as the master secret.
  Gen3InAws& with_master(const std::string& name, const std::string& entry) {
    demo_ = std::make_unique<Gen3InAws>(region(), region().gate().url(), name);
    demo_->ask_for({"alpha"}, Gen3InAws::kPush);
    std::string values = bytes_of(demo_->site.folder() / "values/values.yaml");
    values.insert(values.find("    master:"), "    externalSecret: " + entry + "\n");
    demo_->site.write("values/values.yaml", values);
    demo_->site.list_server_without_password("db.example.internal", shared_postgres());
    return *demo_;
  }
  static Json login() {
    return {{"username", "postgres"},
            {"password", std::string(shared_postgres().password().reveal())},
            {"host", "db.example.internal"},
            {"port", "5432"}};
  }

  std::unique_ptr<Gen3InAws> demo_{};
};

TEST_F(Gen3Master, TellsTheAdminLoginAsTextOrBytes) {
  for (const bool binary : {false, true}) {
    SCOPED_TRACE(binary ? "SecretBinary" : "SecretString");
    const std::string name = binary ? "adminbytes" : "admintext";
    const Gen3InAws& demo = with_master(name, "demo-" + name + "-master");
    if (binary)
      root().put_binary("demo-" + name + "-master", to_base64(login().dump()));
    else
      root().put("demo-" + name + "-master", login().dump());

    const Finished applied = demo.site.pgberth("apply");

    EXPECT_EQ(applied.exit_code, 0) << applied.all();
    demo.expect_logs_in("alpha");
    EXPECT_EQ(count(applied.all(), login()["password"]), 0);
  }
}

TEST_F(Gen3Master, ThatRdsKeepsTellsNoHostAndSoNothingIsMade) {
  Gen3InAws& demo = with_master("rds", "rds!cluster-1b2c3d4e");
  region().allow_also("rds!cluster-");
  demo.site.use_environments(
      "name: demo-rds\ndialect: gen3\nfolder: values\nvalues: [values.yaml]\nrelease: demo\n"
      "namespaces: [demo]\nbounds: {entries: [\"demo-*\", \"rds!cluster-*\"]}");
  Json only_login = login();
  only_login.erase("host");
  only_login.erase("port");
  root().put("rds!cluster-1b2c3d4e", only_login.dump());

  const Finished applied = demo.site.pgberth("apply");

  EXPECT_EQ(applied.exit_code, 2);
  EXPECT_EQ(count(applied.all(), "needs key \"host\" of aws rds!cluster-1b2c3d4e"), 1)
      << applied.all();
  EXPECT_FALSE(root().exists(demo.entry_name("alpha")));
}

}  // namespace
}  // namespace pgberth
