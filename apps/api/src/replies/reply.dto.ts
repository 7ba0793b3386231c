import 'reflect-metadata';
import { Type } from 'class-transformer';
import { IsIn, IsObject, IsOptional, IsString, Length, Matches, ValidateNested } from 'class-validator';
import { ANSWERS, type Answer } from '@kallelse/episodes';

/** What is said of each organ; not named: nothing. */
export class OrganAnswers {
  @IsOptional() @IsIn(ANSWERS) cervix?: Answer;
  @IsOptional() @IsIn(ANSWERS) breast?: Answer;
  @IsOptional() @IsIn(ANSWERS) prostate?: Answer;
  @IsOptional() @IsIn(ANSWERS) colorectum?: Answer;
}

/** What somebody gave in the form of the 1177 service. */
export class ReplyBody {
  /** Of whose session at the service: opaque, the same for all tries of one person there; wrong codes are counted by it. */
  @Matches(/^[A-Za-z0-9._:-]{8,100}$/)
  session!: string;

  /** As it was typed. */
  @IsString()
  @Length(1, 64)
  code!: string;

  @IsOptional()
  @IsObject()
  @ValidateNested()
  @Type(() => OrganAnswers)
  answers?: OrganAnswers;

  /** With the code of a confirmation letter: stop the answer. */
  @IsOptional() @IsIn([true]) revoke?: true;
}
