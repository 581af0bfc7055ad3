#pragma once

#include <nlohmann/json.hpp>

#include "tests/support/moto_server.h"
#include <map>
#include <string>
#include <utility>
#include <vector>

namespace pgberth {

/// Somebody who may do everything to the entries of a region, past the gate. What does not work is
/// an exception.
class AwsRoot {
 public:
  explicit AwsRoot(MotoServer& moto, std::string region = "us-east-1")
      : moto_(moto), region_(std::move(region)) {}

  /// A new entry; `more` is JSON such as {"KmsKeyId": "app"}. Its ARN.
  std::string put(const std::string& name, const std::string& text,
                  nlohmann::json more = nlohmann::json::object()) const;
  std::string put_binary(const std::string& name, const std::string& base64) const;
  /// An entry without any version.
  std::string put_empty(const std::string& name) const;
  /// A new version under `stages`; its id.
  std::string add_version(const std::string& name, const std::string& text,
                          const std::vector<std::string>& stages = {"AWSCURRENT"}) const;

  /// It is gone in seven days.
  void delete_later(const std::string& name) const;
  void delete_now(const std::string& name) const;
  void restore(const std::string& name) const;
  void tag(const std::string& name, const std::map<std::string, std::string>& tags) const;
  void set_key(const std::string& name, const std::string& kms_key) const;

  bool exists(const std::string& name) const;
  std::string text(const std::string& name, const std::string& stage = "AWSCURRENT") const;
  nlohmann::json describe(const std::string& name) const;
  /// The ids of its versions, in order.
  std::vector<std::string> versions(const std::string& name) const;
  std::map<std::string, std::string> tags(const std::string& name) const;

  /// Any other call.
  nlohmann::json must(const std::string& action, const nlohmann::json& request) const;

 private:
  MotoServer& moto_;
  std::string region_;
};

}  // namespace pgberth
