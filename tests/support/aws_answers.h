#pragma once

#include <nlohmann/json.hpp>

#include <string>

namespace pgberth {

/// What AWS answers.
struct AwsAnswer {
  int status = 200;
  std::string error{};  ///< Its word: "AccessDeniedException"; "" of a success.
  std::string message{};
  nlohmann::json body{};  ///< Of a success.
};

AwsAnswer refused(const std::string& error, const std::string& message, int status = 400);

/// An answer as it goes over the line.
struct AwsText {
  int status;
  std::string type;
  std::string body;
};

/// In JSON, as Secrets Manager speaks.
AwsText in_json(const AwsAnswer& answer);

/// A refusal in XML and with the words of STS, which other services spell otherwise.
AwsText in_xml(const AwsAnswer& answer);

/// STS's answer to GetCallerIdentity.
AwsText caller_identity(const std::string& account, const std::string& arn);

}  // namespace pgberth
