#pragma once

#include <gtest/gtest.h>

#include "tests/aws/with_moto.h"
#include "tests/support/aws_site_stores.h"
#include "tests/support/gen3_values.h"
#include "tests/support/postgres_fixture.h"
#include "tests/support/server_log.h"
#include "tests/support/service_login.h"
#include "tests/support/settings_site.h"
#include <memory>
#include <string>
#include <vector>

namespace pgberth {

/// A gen3 environment whose entries are in Secrets Manager, on the shared Postgres. `name` sets its
/// entries, databases and roles apart: "demo-NAME-fence-creds", "fence_NAME".
class Gen3InAws {
 public:
  static constexpr const char* kPush = "{deploy: true, pushSecret: true}";
  static constexpr const char* kPull = "{deploy: true}";

  Gen3InAws(AwsRegion& region, const std::string& url, std::string name)
      : site(stores_in(region, url)), region_(region), name_(std::move(name)) {
    site.list_server("db.example.internal", shared_postgres());
    site.add_environment("name: demo-" + name_ +
                         "\ndialect: gen3\nfolder: values\nvalues: [values.yaml]\n"
                         "release: demo\nnamespaces: [demo]");
  }

  /// Values that ask for these services; `external` is global.externalSecrets.
  void ask_for(const std::vector<std::string>& services, const std::string& external,
               bool create_databases = true) {
    std::string values = gen3_values(services, "_" + name_);
    values.insert(values.find("  postgres:"),
                  "  environment: demo-" + name_ + "\n  externalSecrets: " + external + "\n");
    if (!create_databases) values.replace(values.find("dbCreate: true"), 14, "dbCreate: false");
    site.write("values/values.yaml", values);
  }

  std::string entry_name(const std::string& service) const {
    return "demo-" + name_ + "-" + service + "-creds";
  }
  std::string database_of(const std::string& service) const { return service + "_" + name_; }
  Keys entry(const std::string& service) const { return site.entry("aws", entry_name(service)); }
  std::size_t versions(const std::string& service) const {
    return region_.root().versions(entry_name(service)).size();
  }

  /// With what is stored, in the database that is stored.
  void expect_logs_in(const std::string& service) const {
    const Keys keys = entry(service);
    ASSERT_TRUE(keys.contains("password")) << entry_name(service);
    EXPECT_EQ(rows_as({keys.at("username"), keys.at("password"), keys.at("database")},
                      "SELECT current_user || '|' || current_database()", shared_postgres()),
              std::vector<std::string>{keys.at("username") + "|" + keys.at("database")});
  }

  SettingsSite site;

 private:
  AwsRegion& region_;
  std::string name_;
};

/// A region under the shipped rights. At the end all that was asked there was one of pgberth's
/// calls and allowed.
class Gen3WithAws : public WithMoto {
 protected:
  void SetUp() override {
    WithMoto::SetUp();
    if (!IsSkipped()) region_ = std::make_unique<AwsRegion>();
  }
  void TearDown() override {
    if (!region_) return;
    EXPECT_EQ(region_->wrong_calls(), "");
    EXPECT_FALSE(region_->gate().calls().empty());
  }

  AwsRegion& region() { return *region_; }
  const AwsRoot& root() { return region_->root(); }
  Gen3InAws demo(const std::string& name) { return {region(), region().gate().url(), name}; }

 private:
  std::unique_ptr<AwsRegion> region_{};
};

}  // namespace pgberth
